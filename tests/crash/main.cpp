#include <gtest/gtest.h>

#include <cstring>

#include "worker.hpp"

int main(int count, char** words) {
    if (count > 1 && std::strcmp(words[1], "--work") == 0) return crash::run_worker(count, words);
    testing::InitGoogleTest(&count, words);
    return RUN_ALL_TESTS();
}
