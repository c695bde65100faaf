#pragma once

#include <random>
#include <string>
#include <vector>

#include "draw/steps.hpp"
#include "draw/verify.hpp"

namespace draw {

using RandomBits = std::mt19937_64;

inline base::Instant at(const std::string& text) {
    return parse_time(text).value();
}

inline std::string random_number(RandomBits& random) {
    std::string text;
    for (int i = 0; i < 64; ++i) text += "0123456789abcdef"[random() % 16];
    return text;
}

inline std::string number_of(char digit) {
    return std::string(64, digit);
}

inline Announcement usual_terms(HashName name = HashName::sha256) {
    Announcement terms;
    terms.draw_id = "TEST-1";
    terms.hash = name;
    terms.parties = {"county", "grid", "telecom"};
    terms.public_name = "kl8-2026314";
    terms.public_fallback = "kl8-2026315";
    terms.commit_by = at("2026-11-24T08:00:00Z");
    terms.reveal_by = at("2026-11-24T10:00:00Z");
    terms.public_at = at("2026-11-24T13:30:00Z");
    terms.seal_until = at("2026-12-05T00:00:00Z");
    return terms;
}

inline constexpr const char* usual_value =
    "02 05 07 11 13 19 23 28 31 34 40 44 47 52 55 61 66 70 73 79";
inline const base::Instant before_commit = at("2026-11-24T07:00:00Z");
inline const base::Instant while_revealing = at("2026-11-24T09:00:00Z");
inline const base::Instant after_reveal = at("2026-11-24T10:05:00Z");
inline const base::Instant after_public = at("2026-11-24T13:30:00Z");
inline const base::Instant after_seal = at("2026-12-05T00:00:00Z");

inline FreezeRequest request_of(std::vector<Unit> units, std::vector<Wish> wishes) {
    return {{{"list", std::move(units)}}, {}, std::move(wishes), {}};
}

/// Steps 2 to 8 by the rules: the county and the grid company reveal, the telecom operator only
/// commits.
inline void finish(Documents& documents, const Announcement& terms,
                   const std::string& value = usual_value) {
    announce(documents, terms, before_commit);
    const std::string hash_of_terms = hash(terms.hash, document(documents, "announce.txt"));
    char digit = '1';
    for (const std::string& party : terms.parties) {
        record_commit(documents, party,
                      commitment(terms.hash, hash_of_terms, party, number_of(digit)),
                      before_commit);
        ++digit;
    }
    record_reveal(documents, terms.parties[0], number_of('1'), while_revealing);
    record_reveal(documents, terms.parties[1], number_of('2'), while_revealing);
    freeze_reveals(documents, after_reveal);
    take_public_value(documents, value, false, after_public);
    run(documents);
}

inline std::vector<Unit> vector_units() {
    return {{"V001", "TA"}, {"V002", "TA"}, {"V003", "TA"},
            {"V004", "TB"}, {"V005", "TB"}, {"V006", "TB"}};
}

inline Documents vector_draw(HashName name = HashName::sha256) {
    Documents documents;
    freeze(documents, request_of(vector_units(), {{"TA", 1}, {"TB", 2}}),
           std::string(62, '0') + "2a");
    finish(documents, usual_terms(name));
    return documents;
}

inline std::vector<Unit> random_units(RandomBits& random, std::size_t count, std::size_t strata) {
    std::vector<Unit> units;
    for (std::size_t i = 0; i < count; ++i)
        units.push_back({"u" + std::to_string(random()), "s" + std::to_string(random() % strata)});
    return units;
}

inline Documents random_draw(RandomBits& random, std::size_t units_max) {
    const auto units = random_units(random, 10 + random() % (units_max - 9), 1 + random() % 40);
    std::map<std::string, std::int64_t> sizes;
    for (const Unit& unit : units) ++sizes[unit.stratum];
    std::vector<Wish> wishes;
    for (const auto& [stratum, size] : sizes)
        wishes.push_back(
            {stratum, static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(size + 1))});
    Documents documents;
    freeze(documents, request_of(units, wishes), random_number(random));
    finish(documents, usual_terms(random() % 2 == 0 ? HashName::sha256 : HashName::sm3));
    return documents;
}

}  // namespace draw
