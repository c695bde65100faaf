#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "trail/trail.hpp"

/// A witness of another organisation: signs checkpoints of a log that only ever grows (TAL-1 6.4).
namespace trail {

/// What a witness remembers. Whoever has lost it is retired, not begun anew: it could be shown a
/// second history.
struct WitnessState {
    std::string origin;     ///< of the log; empty until the first checkpoint
    std::int64_t size = 0;  ///< lines of the last checkpoint signed
    base::Digest root{};    ///< its root
    std::int64_t time = 0;  ///< Unix seconds at which it was signed
};
/// Five lines: `wanjia-witness/v1`, origin (`-` for none), size, root in base64, time.
std::string format_state(const WitnessState& state);
/// Empty when the text is not one that format_state made.
std::optional<WitnessState> parse_state(std::string_view text);

/// Checks a checkpoint against what the witness knows and gives its next state, which must be on
/// the disk before anything is signed (`answer_of`). A checkpoint seen already gives the same
/// state, so that the same answer comes twice and never another. Throws invalid_input when the text
/// is no checkpoint, bears no valid signature of the log, or `proof` does not show that the log
/// grew from the last one; conflict when it is of another log, shorter, or as long with another
/// root: a witness refuses and raises the alarm.
WitnessState witness(const WitnessState& state, std::string_view checkpoint,
                     std::string_view log_public_pem, std::span<const base::Digest> proof,
                     std::int64_t unix_seconds);

/// The line to be added to the checkpoint whose state was kept.
std::string answer_of(const WitnessState& kept, std::string_view checkpoint, std::string_view name,
                      std::string_view private_pem);

/// When a witness signed, in Unix seconds; empty unless its line is there and right. The latest of
/// several.
std::optional<std::int64_t> cosigned_at(std::string_view checkpoint, std::string_view name,
                                        std::string_view public_pem);

}  // namespace trail
