#pragma once

#include "registers/declaration.hpp"

namespace app {

/// True when every row of `before` fits `after` and this has further fields or codes.
inline bool adds_to(const registers::Declaration& before, const registers::Declaration& after) {
    if (registers::first_misfit(before, after)) return false;
    if (after.fields.size() > before.fields.size()) return true;
    const auto more_codes = [](const registers::Field& a, const registers::Field& b) {
        return b.codes.size() > a.codes.size();
    };
    for (std::size_t i = 0; i < before.fields.size(); ++i)
        if (more_codes(before.fields[i], after.fields[i])) return true;
    return false;
}

}  // namespace app
