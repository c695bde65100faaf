#include "base/random.hpp"

#include <openssl/rand.h>

#include <stdexcept>

#include "base/bytes.hpp"

namespace base {

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("the system gave no random bytes");
}

// SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t SeededRandom::next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(next());
}

std::string random_id(Random& random) {
    std::uint8_t bytes[16];
    random.fill(bytes);
    return to_hex(bytes);
}

}  // namespace base
