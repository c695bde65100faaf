// Stands in for a reader program that has been taken over: it asks for a socket.
#include <sys/socket.h>

int main() {
    return socket(AF_INET, SOCK_STREAM, 0) < 0 ? 1 : 0;
}
