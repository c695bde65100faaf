#pragma once

#include <optional>
#include <string>
#include <vector>

#include "draw/verify.hpp"

namespace draw {

/// A trail as it was handed out: its lines, a checkpoint over the first of them, and the public
/// keys (PEM) of the log and of those who witness it, taken from themselves.
struct PublishedTrail {
    struct Key {
        std::string name;
        std::string public_pem;
    };
    std::vector<std::string> lines;
    std::string checkpoint;
    std::string log_public_pem;
    std::vector<Key> witnesses;
};

/// What speaks against the reveals having been frozen, under the signatures of `witnesses_needed`
/// witnesses, before the public value came; empty when nothing does. Closes what the files alone
/// cannot show: reveals that were called absent afterwards. `verdict` is that of the documents.
std::optional<base::Text> check_frozen_in_time(const Documents& documents, const Verdict& verdict,
                                               const PublishedTrail& trail,
                                               std::size_t witnesses_needed);

}  // namespace draw
