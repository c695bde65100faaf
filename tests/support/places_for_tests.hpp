// Where the checkout and this build lie. The paths stand in one object file, so that the others are
// the same in every folder and come from the compiler's cache.
#pragma once

#include <string>

namespace places {

/// A file of the checkout, such as "schema/registers"; its root without a name.
std::string source(const std::string& name = {});

/// A file that this build made, such as "wanjia-read".
std::string built(const std::string& name);

}  // namespace places
