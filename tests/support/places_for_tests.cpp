#include "places_for_tests.hpp"

namespace places {

std::string source(const std::string& name) {
    const std::string root = WANJIA_SOURCE_DIR;
    return name.empty() ? root : root + "/" + name;
}

std::string built(const std::string& name) { return std::string(WANJIA_BINARY_DIR) + "/" + name; }

}  // namespace places
