#pragma once

#include <cstddef>
#include <vector>

#include "registers/value.hpp"

namespace store {

/// Personal values that come back as they were masked for an export.
class MaskedValues {
public:
    explicit MaskedValues(const registers::Declaration& declaration);

    /// Puts what is stored in the place of its mask. Throws invalid_input for the mask of anything
    /// else: a new row, or a value that has changed since.
    void resolve(registers::Row& next, const registers::Row* stored) const;

private:
    const registers::Declaration& declaration_;
    std::vector<std::size_t> personal_;
};

}  // namespace store
