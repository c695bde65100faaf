#include "app/rule_files.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "assumed_score.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "ledger_reads.hpp"
#include "permission.hpp"
#include "store/records.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

ordered_json problems_json(const std::vector<programme::Problem>& problems) {
    ordered_json list = ordered_json::array();
    for (const auto& problem : problems)
        list.push_back({{"line", problem.line},
                        {"column", problem.column},
                        {"path", problem.path},
                        {"message", text_json(problem.message)}});
    return list;
}

// What a preview found, thrown so that the transaction it was found in is undone.
struct Found {
    std::string document;
};

ordered_json standing_json(const ScoreTable::Unit* unit) {
    if (!unit || !unit->score) return nullptr;
    const auto& score = *unit->score;
    return {{"points", base::format_exact(score.total)},
            {"display", base::format_fixed(score.total, 2)},
            {"rank", score.rank ? ordered_json(*score.rank) : ordered_json(nullptr)},
            {"passed", score.passed},
            {"complete", score.complete}};
}

std::map<std::string, const ScoreTable::Unit*> by_region(const ScoreTable& table) {
    std::map<std::string, const ScoreTable::Unit*> units;
    for (const auto& unit : table.units) units[unit.region] = &unit;
    return units;
}

ordered_json total_json(const ScoreTable* table, const std::string& indicator) {
    if (table == nullptr) return nullptr;
    const auto index = table->programme.find_indicator(indicator);
    if (!index) return nullptr;
    const auto& count = table->total.counts.at(*index);
    return {{"numerator", count.numerator}, {"denominator", count.denominator}};
}

void add_changes(const std::vector<programme::Indicator>& indicators, const ScoreTable* before,
                 const ScoreTable& after, std::set<std::string>& seen, ordered_json& list) {
    for (const auto& indicator : indicators) {
        if (!seen.insert(indicator.name).second) continue;
        const auto was = total_json(before, indicator.name);
        const auto is = total_json(&after, indicator.name);
        if (was != is)
            list.push_back({{"indicator", indicator.name},
                            {"label", text_json(indicator.label)},
                            {"before", was},
                            {"after", is}});
    }
}

ordered_json indicator_changes(const ScoreTable* before, const ScoreTable& after) {
    std::set<std::string> seen;
    ordered_json list = ordered_json::array();
    add_changes(after.programme.indicators, before, after, seen, list);
    if (before) add_changes(before->programme.indicators, before, after, seen, list);
    return list;
}

ordered_json difference(const std::optional<ScoreTable>& before, const ScoreTable& after) {
    const auto old = before ? by_region(*before) : std::map<std::string, const ScoreTable::Unit*>{};
    ordered_json units = ordered_json::array();
    std::int64_t changed = 0;
    for (const auto& unit : after.units) {
        const auto found = old.find(unit.region);
        const auto was = standing_json(found == old.end() ? nullptr : found->second);
        const auto is = standing_json(&unit);
        if (was == is) continue;
        ++changed;
        units.push_back(
            {{"region", unit.region}, {"name", unit.name}, {"before", was}, {"after", is}});
    }
    return {{"programme", after.programme.code},
            {"version", after.programme.version},
            {"period", after.period},
            {"units", after.units.size()},
            {"changed", changed},
            {"indicators", indicator_changes(before ? &*before : nullptr, after)},
            {"differences", units}};
}

// The period to compare: as asked for, the latest with data by the rules of now, else the file's
// first; one that the file does not know becomes its last.
std::string period_of(const programme::Programme& fresh, const std::optional<ScoreTable>& before,
                      const std::optional<std::string>& wanted) {
    const auto periods = programme::list_periods(fresh.periods);
    const std::string period = wanted ? *wanted : (before ? before->period : periods.front());
    const bool known = std::find(periods.begin(), periods.end(), period) != periods.end();
    return known ? period : periods.back();
}

bool is_loaded(const Catalogue& catalogue, const std::string& code) {
    return std::any_of(catalogue.programmes.begin(), catalogue.programmes.end(),
                       [&](const auto& programme) { return programme.code == code; });
}

store::StoredProgramme version_at(store::Connection& connection, const std::string& code,
                                  std::int64_t sequence) {
    for (auto& stored : store::load_programmes(connection))
        if (stored.code == code && stored.sequence == sequence) return std::move(stored);
    throw base::Error(base::ErrorKind::not_found,
                      {"方案“" + code + "”没有这一版。", code + " has no such version."});
}

// The line of a top-level key, up to the line feed; npos when there is none.
std::pair<std::size_t, std::size_t> line_of(const std::string& yaml, const std::string& key) {
    std::size_t at = yaml.starts_with(key + ":") ? 0 : yaml.find("\n" + key + ":");
    if (at == std::string::npos) return {at, at};
    if (yaml[at] == '\n') ++at;
    return {at, std::min(yaml.find('\n', at), yaml.size())};
}

void set_line(std::string& yaml, const std::string& key, const std::string& value) {
    const auto [begin, end] = line_of(yaml, key);
    if (begin != std::string::npos) yaml.replace(begin, end - begin, key + ": " + value);
}

void drop_line(std::string& yaml, const std::string& key) {
    const auto [begin, end] = line_of(yaml, key);
    if (begin != std::string::npos) yaml.erase(begin, end - begin + 1);
}

std::string scope_text(const std::vector<std::string>& regions) {
    std::string text;
    for (const auto& region : regions) text += (text.empty() ? "\"" : ", \"") + region + "\"";
    return "[" + text + "]";
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// How many characters from `at` are a date: 2020-06-30, 2020-06, 2020-Q2, 2020-H1; 0 when none.
std::size_t date_length(std::string_view text, std::size_t at) {
    if (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '-')) return 0;
    const auto digits = [&](std::size_t from, std::size_t count) {
        if (from + count > text.size()) return false;
        return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                           text.begin() + static_cast<std::ptrdiff_t>(from + count), is_digit);
    };
    const auto ends = [&](std::size_t end) {
        if (end >= text.size()) return true;
        const char c = text[end];
        return !is_digit(c) && c != '-' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z');
    };
    if (!digits(at, 4) || at + 5 >= text.size() || text[at + 4] != '-') return 0;
    const std::string_view century = text.substr(at, 2);
    if (century != "19" && century != "20") return 0;
    if ((text[at + 5] == 'Q' || text[at + 5] == 'H') && digits(at + 6, 1) && ends(at + 7)) return 7;
    if (!digits(at + 5, 2)) return 0;
    if (at + 7 < text.size() && text[at + 7] == '-' && digits(at + 8, 2) && ends(at + 10))
        return 10;
    return ends(at + 7) ? 7 : 0;
}

std::string moved_date(std::string date, int years) {
    const std::string year = std::to_string(std::stoi(date.substr(0, 4)) + years);
    date.replace(0, 4, year);
    if (date.ends_with("-02-29") && !base::parse_date(date)) date.replace(8, 2, "28");
    return date;
}

// Years as periods stand alone, in the line `periods: {kind: year, first: 2020, last: 2021}`.
std::string move_year_periods(std::string yaml, int years) {
    const auto [begin, end] = line_of(yaml, "periods");
    if (begin == std::string::npos) return yaml;
    std::string line = yaml.substr(begin, end - begin);
    for (const std::string key : {"first: ", "last: "}) {
        const std::size_t at = line.find(key);
        if (at == std::string::npos) continue;
        const std::size_t from = at + key.size();
        const std::size_t to = std::min(line.find_first_of(",} ", from), line.size());
        const std::string year = line.substr(from, to - from);
        if (year.size() == 4 && std::all_of(year.begin(), year.end(), is_digit))
            line.replace(from, 4, std::to_string(std::stoi(year) + years));
    }
    return yaml.replace(begin, end - begin, line);
}

std::string tasks_of(const std::string& code, int years, const std::string& region) {
    std::string csv;
    try {
        csv = built_in_file(code + "/tasks.csv");
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::not_found) throw;
        return {};
    }
    std::string result;
    for (const std::string& line : base::split(csv, '\n')) {
        if (line.empty()) continue;
        auto cells = base::split(move_years(line, years), ',');
        if (!result.empty() && cells.size() > 1) cells[1] = region;
        result += base::join(cells, ",") + "\n";
    }
    return result;
}

}  // namespace

std::string move_years(const std::string& text, int years) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = date_length(text, at);
        if (length == 0) {
            result += text[at++];
        } else {
            result += moved_date(text.substr(at, length), years);
            at += length;
        }
    }
    return result;
}

RuleFiles::RuleFiles(App& app) : state_(app.ledgers().state()) {}

std::string RuleFiles::versions(const std::string& programme) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        (void)catalogue.programme(programme);
        ordered_json list = ordered_json::array();
        for (const auto& stored : store::load_programmes(connection)) {
            if (stored.code != programme) continue;
            const auto moment = state_.recorder.moment(connection, stored.sequence);
            list.push_back({{"version", stored.version},
                            {"sequence", stored.sequence},
                            {"from", stored.from_period},
                            {"sha256", base::to_hex(base::sha256(stored.yaml))},
                            {"time", moment.time},
                            {"user", moment.user}});
        }
        std::reverse(list.begin(), list.end());
        return ordered_json{{"programme", programme}, {"versions", list}}.dump();
    });
}

std::string RuleFiles::text(const std::string& programme, std::int64_t sequence) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        (void)catalogue.programme(programme);
        const auto stored = version_at(connection, programme, sequence);
        return ordered_json{{"programme", programme},
                            {"version", stored.version},
                            {"sequence", stored.sequence},
                            {"yaml", stored.yaml}}
            .dump();
    });
}

std::string RuleFiles::check(const std::string& yaml) {
    return state_.read([&](store::Connection&, const Catalogue& catalogue) {
        const auto checked = programme::check_programme(yaml, catalogue.declarations);
        ordered_json json{{"problems", problems_json(checked.problems)}, {"programme", nullptr}};
        if (checked.programme) {
            const auto& programme = *checked.programme;
            json["programme"] = {{"code", programme.code},
                                 {"version", programme.version},
                                 {"title", text_json(programme.title)},
                                 {"indicators", programme.indicators.size()},
                                 {"periods", programme::list_periods(programme.periods)},
                                 {"scored", programme.scorecard.has_value()}};
        }
        return json.dump();
    });
}

std::string RuleFiles::preview(const std::string& yaml, const std::optional<std::string>& period,
                               const Actor& actor, const people::Access& who) {
    Command command;
    command.id = base::random_id(state_.environment.random);
    command.actor = actor;
    command.kind = "load_programme";
    command.payload = ordered_json{{"yaml", yaml}}.dump();
    try {
        state_.store.write([&](store::Connection& connection) {
            const auto current = load_catalogue(connection, state_.known_catalogue(),
                                                store::catalogue_stamp(connection));
            const auto fresh = read_programme(yaml, current->declarations);
            const auto reach = figures_reach(who, fresh.code);
            std::optional<ScoreTable> before;
            if (is_loaded(*current, fresh.code))
                before = score_table(
                    connection, stated_period(connection, *current, fresh.code, period, {}), reach);
            const std::int64_t sequence = store::last_sequence(connection) + 1;
            base::FixedClock clock(state_.environment.clock.now());
            base::Environment at{clock, state_.environment.random, state_.environment.files};
            Work unseen;
            (void)handle({connection, at, state_.options, state_.files, *current, command, sequence,
                          state_.roles,
                          access_of_user(connection, state_.roles, actor.user, clock.now()),
                          unseen});
            const auto loaded =
                load_catalogue(connection, nullptr, store::catalogue_stamp(connection));
            Stated stated{
                period_of(fresh, before, period), std::nullopt, false, {}, shared_regions(*loaded)};
            stated.rules = rules_loaded_at(connection, *loaded, fresh.code, sequence);
            follow_succession(stated.rules, *stated.regions);
            throw Found{difference(before, score_table(connection, stated, reach)).dump()};
        });
    } catch (const Found& found) {
        return found.document;
    }
    return {};
}

std::string RuleFiles::make_template(const Template& wanted) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        (void)catalogue.programme(wanted.programme);
        std::string yaml;
        for (const auto& stored : store::load_programmes(connection))
            if (stored.code == wanted.programme) yaml = stored.yaml;
        drop_line(yaml, "issued");
        drop_line(yaml, "document_number");
        yaml = move_year_periods(move_years(yaml, wanted.years), wanted.years);
        set_line(yaml, "programme", wanted.code);
        set_line(yaml, "version", "1");
        set_line(yaml, "scope", scope_text(wanted.regions));
        const auto made = read_programme(yaml, catalogue.declarations);
        return ordered_json{
            {"programme", made.code},
            {"yaml", yaml},
            {"tasks", tasks_of(wanted.programme, wanted.years, wanted.regions.front())}}
            .dump();
    });
}

}  // namespace app
