#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace documents {

/// The parts of an Office file in their order.
struct Package {
    struct Part {
        std::string name;
        std::string bytes;
    };
    std::vector<Part> parts;

    [[nodiscard]] Part* find(std::string_view name);
    [[nodiscard]] const Part* find(std::string_view name) const;
    void put(std::string name, std::string bytes);
    void remove(std::string_view name);
};

/// Throws invalid_input naming `file`: not an archive, more than 2,000 parts or 64 MiB unpacked.
Package read_package(std::string_view bytes, const std::string& file);
/// Every part bears the first day that the format knows.
std::string write_package(const Package& package);

}  // namespace documents
