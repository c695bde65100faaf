// A parser with a planted fault, an index one too far at the end of a record of the very length
// that the file says: the sample of changed inputs must find it.
#include <cstddef>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::size_t at = 0;
    while (at < size) {
        const std::size_t length = data[at];
        const std::size_t last = at + length;
        if (last > size) return 0;
        fuzz::require(last < size, "a record's last byte lies inside the file");
        at = last + 1;
    }
    return 0;
}
