#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "programme/cursor.hpp"
#include "programme/definition.hpp"

namespace programme {

/// A name used in the file for something that must exist, with its place.
struct Reference {
    std::string name;
    Cursor at;
};

/// A programme while it is being read: what was understood, and what has to be looked up once
/// everything is read. Parts that could not be read are left out; problems say so.
struct Draft {
    const std::vector<registers::Declaration>& registers;
    Programme programme;
    std::map<std::string, yaml::Position> indicator_places;  ///< by name, of the first use
    std::map<std::string, Reference> divisors;   ///< by the name of the indicator that has it
    std::map<std::string, Reference> fallbacks;  ///< by the name of the indicator that has it
    std::map<std::string, Reference> preconditions;
    bool indicators_complete = true;  ///< false: an indicator's name could not be read
};

/// Reads `indicators` into the draft.
void read_indicators(const Cursor& at, Draft& draft);
/// Reads `scorecard`; the indicators are read already.
void read_scorecard(const Cursor& at, Draft& draft);

/// The indicator of that name, or null after reporting at `reference`.
const Indicator* look_up(const Reference& reference, const Draft& draft);

/// Refuses fallbacks and preconditions that lead back to where they began, naming the chain.
void check_cycles(const std::string& key, const std::map<std::string, Reference>& edges);

/// Reports and returns false when `name` stands in `places` already; remembers it otherwise.
bool is_new_name(const Cursor& at, const std::string& name,
                 std::map<std::string, yaml::Position>& places);

const registers::Declaration* find_register(const std::vector<registers::Declaration>& registers,
                                            const std::string& name);

/// The indicator that gives a manual item its points: points of register manual_score, kept with
/// two decimals, over the constant 100.
Indicator manual_indicator(const std::string& programme, const Item& item);

}  // namespace programme
