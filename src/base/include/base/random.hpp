#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace base {

/// The only source of unpredictable bytes.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

/// The operating system's generator.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> bytes) override;
};

/// A repeatable stream from a seed, for tests and reproducible runs; never for keys.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    void fill(std::span<std::uint8_t> bytes) override;
    std::uint64_t next();

private:
    std::uint64_t state_;
};

/// 32 hexadecimal digits: an operation id.
std::string random_id(Random& random);

}  // namespace base
