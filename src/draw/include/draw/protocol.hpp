#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

/// Verifiable random sampling, protocol VRS-1 (docs/methods/draws.md): nobody can foresee or steer
/// which units are drawn, and anybody can draw them again from the published files.
///
/// The files are ASCII with LF after every line and one TAB between fields; ids match
/// [0-9A-Za-z._-]{1,64}; hexadecimal is lower case; order is that of the bytes. Each document has
/// one spelling: `read_…` throws invalid_input, naming file and line, for every other.
namespace draw {

enum class HashName { sha256, sm3 };
std::string to_text(HashName name);
/// 64 hexadecimal digits of the exact bytes.
std::string hash(HashName name, std::string_view bytes);

bool is_id(std::string_view text);
/// 64 lower-case hexadecimal digits: a nonce, a contribution, a hash.
bool is_number(std::string_view text);
/// `YYYY-MM-DDThh:mm:ssZ`, a moment that exists; empty for anything else.
std::optional<base::Instant> parse_time(std::string_view text);
std::string format_time(base::Instant time);

struct Unit {
    std::string id;
    std::string stratum;
    bool operator==(const Unit&) const = default;
};
/// frame.tsv: `#nonce=` and fresh randomness, secret until the draw is opened; then the units,
/// sorted strictly by id.
struct Frame {
    std::string nonce;
    std::vector<Unit> units;
};
std::string format_frame(const Frame& frame);
Frame read_frame(std::string_view text);

/// A line of alloc.tsv: how many units of a stratum are drawn.
struct Allocation {
    std::string stratum;
    std::int64_t count = 0;
    bool operator==(const Allocation&) const = default;
};
std::string format_allocations(const std::vector<Allocation>& allocations);
std::vector<Allocation> read_allocations(std::string_view text);
/// Throws invalid_input when a stratum has fewer units than are to be drawn from it.
void require_enough(const Frame& frame, const std::vector<Allocation>& allocations);

/// announce.txt: 13 lines `key=value` in this order, `protocol` first.
struct Announcement {
    std::string draw_id;
    HashName hash = HashName::sha256;
    std::string frame_hash;
    std::int64_t frame_count = 0;
    std::string alloc_hash;
    std::vector<std::string> parties;  ///< who contributes a number, in the order of the seed
    std::string public_name;           ///< the value of the outside world, such as kl8-2026314
    std::string public_fallback;       ///< taken when the first is not published within a day
    base::Instant commit_by;
    base::Instant reveal_by;
    base::Instant public_at;
    base::Instant seal_until;
};
std::string format_announcement(const Announcement& announcement);
/// Checks also what any two parties could not agree to otherwise: parties named once, commit_by
/// before reveal_by, public_at two hours after it (at once for dice), seal_until not before that.
Announcement read_announcement(std::string_view text);

/// c = H(`VRS-1/commit` LF A LF party LF r LF), where A is the hash of announce.txt.
std::string commitment(HashName name, std::string_view announce_hash, std::string_view party,
                       std::string_view number);
/// A line of commits.tsv, in the announced order; a party that sent none has no line.
struct Commit {
    std::string party;
    std::string commitment;
};
std::string format_commits(const std::vector<Commit>& commits);
std::vector<Commit> read_commits(std::string_view text, const Announcement& announcement);

/// What a party contributed; empty when it is `absent`.
struct Reveal {
    std::string party;
    std::optional<std::string> number;
};
/// `reveal.PARTY=r` lines, as in seed.txt.
std::string format_reveals(const std::vector<Reveal>& reveals);

/// seed.txt. Its hash is the seed S.
struct Seed {
    std::string announce_hash;
    std::vector<Reveal> reveals;  ///< one a party, in the announced order
    std::string public_name;
    std::string public_value;
};
std::string format_seed(const Seed& seed);
Seed read_seed(std::string_view text, const Announcement& announcement);

/// A line of sample.tsv. `ticket` = H(S `,` nonce `,` unit).
struct Drawn {
    std::string stratum;
    std::int64_t rank = 0;  ///< from 1 within its stratum
    std::string unit;
    std::string ticket;
    bool operator==(const Drawn&) const = default;
};
std::string format_sample(const std::vector<Drawn>& sample);

/// Every unit in the order in which it would be drawn: strata by their bytes, in each by ticket and
/// then id. Independent of the order of `frame.units`.
std::vector<Drawn> rank_units(HashName name, std::string_view seed, const Frame& frame);
/// The first `count` of each stratum of `ranked`.
std::vector<Drawn> take_sample(const std::vector<Drawn>& ranked,
                               const std::vector<Allocation>& allocations);

/// The only spelling of a public value. Known by the beginning of its name: kl8- (20 of 80), ssq-
/// (6 of 33 and 1 of 16), dlt- (5 of 35 and 2 of 12): numbers ascending, two digits, single spaces;
/// pl5- (five digits), pl3- and fc3d- (three), dice-20 (twenty): digits alone. Of any other name
/// the text is kept as it is: printable ASCII, single spaces. Throws invalid_input, saying what is
/// expected.
std::string canonical_public_value(std::string_view name, std::string_view text);
/// How many bits the value of this name surely has, rounded down; 0 of an unknown name.
int public_bits(std::string_view name);
/// Bits that the public value must have when fewer than two parties contributed.
constexpr int public_bits_alone = 40;
/// True for dice rolled in the room, which need no two hours after the reveals.
bool is_on_site(std::string_view public_name);

}  // namespace draw
