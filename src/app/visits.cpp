#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "draw/steps.hpp"
#include "draw/verify.hpp"
#include "entries.hpp"
#include "geo/degrees.hpp"
#include "geo/route.hpp"
#include "payload.hpp"
#include "registers/geometry.hpp"
#include "store/draw_store.hpp"
#include "visit_handlers.hpp"

namespace app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* village_ledger = "village_sheet";
constexpr const char* household_ledger = "household_sheet";
constexpr const char* unit_ledger = "unit_sheet";
constexpr std::size_t region_digits = 12;

/// A unit of the list: where it is and who goes there.
struct Stop {
    std::string unit, stratum, region, household, team, parent;
    std::optional<geo::Position> position;
    bool is_office = false;  ///< a supervised unit, not a place
};

/// An open task of a supervised unit, as its ledger tells of it.
struct OpenTask {
    std::string number, content, target, reported;
};

/// What a sheet says where the unit has no open task: that too is checked.
constexpr const char* no_open_task = "本单位没有未办结的任务";

class Preparation {
public:
    explicit Preparation(const Context& context)
        : context_(context),
          payload_(parse_payload(context.command.payload)),
          draw_(required_text(payload_, "draw")),
          due_on_(required_text(payload_, "due_on")) {}

    Handled run() {
        load_draw();
        read_known();
        std::map<std::string, std::vector<Stop>> teams;
        for (const auto& listed : draw::current_list(documents_).units) {
            const std::string& unit = listed.drawn.unit;
            const auto known = known_.find(unit);
            if (listed.visit == draw::Visit::replaced) {
                if (known != known_.end())
                    for (const auto& [number, state] : known->second)
                        if (state == "due") to_replace_.push_back(number);
            } else if (known != known_.end()) {
                known_count_ += static_cast<std::int64_t>(known->second.size());
            } else {
                Stop stop = stop_of(listed.drawn);
                teams[stop.team].push_back(std::move(stop));
            }
        }
        for (auto& [team, stops] : teams) open_route(team, stops);
        return {{"visits.prepare", draw_, "", context_.command.payload},
                ordered_json{{"draw", draw_},
                             {"opened", opened_},
                             {"known", known_count_},
                             {"to_replace", to_replace_},
                             {"teams", routes_}}
                    .dump(),
                false};
    }

private:
    void load_draw() {
        documents_ = store::load_draw(context_.connection, draw_);
        std::erase_if(documents_, [](const auto& file) { return file.first.starts_with('.'); });
        if (documents_.empty())
            throw base::Error(base::ErrorKind::not_found,
                              {"没有抽取“" + draw_ + "”。", "There is no draw \"" + draw_ + "\"."});
        if (draw::stage_of(documents_) != draw::Stage::drawn)
            throw base::Error(
                base::ErrorKind::conflict,
                {"抽取“" + draw_ + "”尚未完成，不能安排核查。",
                 "The draw \"" + draw_ + "\" is not done yet; no visits can be prepared."});
        draw::require_openable(documents_, context_.environment.clock.now());
        if (const auto problem = draw::verify(documents_).problem)
            throw base::Error(base::ErrorKind::conflict, *problem);
        if (documents_.contains("assignment.tsv"))
            for (const std::string& line : base::split(documents_.at("assignment.tsv"), '\n'))
                if (const auto parts = base::split(line, '\t'); parts.size() == 3)
                    inspectors_[parts[0]] = parts[1] + "+" + parts[2];
    }

    void read_known() {
        for (const char* name : {village_ledger, household_ledger, unit_ledger}) {
            const auto& ledger = context_.catalogue.ledger(name);
            for (const auto& row :
                 store::rows_with(context_.connection, ledger.declaration, {}, {{"draw", draw_}}))
                known_[ledger::text_of(ledger, row.row, "drawn_unit")].emplace_back(
                    ledger::text_of(ledger, row.row, "number"),
                    ledger::text_of(ledger, row.row, "state"));
        }
    }

    Stop stop_of(const draw::Drawn& drawn) {
        Stop stop{drawn.unit, drawn.stratum, drawn.unit.substr(0, region_digits), {}, {}, {}, {}};
        find_office(stop);
        if (!stop.is_office && drawn.unit.size() > region_digits + 1)
            stop.household = drawn.unit.substr(region_digits + 1);
        if (!stop.household.empty()) find_village(stop);
        if (const json teams = payload_.value("teams", json::object());
            teams.contains(drawn.stratum))
            stop.team = teams.at(drawn.stratum).get<std::string>();
        else if (const auto two = inspectors_.find(drawn.unit); two != inspectors_.end())
            stop.team = two->second;
        if (stop.team.empty())
            throw base::Error(base::ErrorKind::conflict,
                              {"“" + drawn.stratum + "”没有工作组，请在 teams 中写明。",
                               "\"" + drawn.stratum + "\" has no team; name it in teams."});
        stop.position = position_of(stop);
        return stop;
    }

    /// A unit that the register of units knows by its code lies where that says.
    void find_office(Stop& stop) const {
        const auto& units = context_.catalogue.declaration("unit");
        for (const auto& row :
             store::rows_with(context_.connection, units, {}, {{"code", stop.unit}})) {
            const auto* region = std::get_if<std::string>(&row.row.values[*units.find("region")]);
            if (region) stop.region = *region;
            stop.is_office = true;
        }
    }

    [[nodiscard]] std::vector<OpenTask> open_tasks(const std::string& unit) const {
        const auto& tasks = context_.catalogue.ledger("task");
        const auto& declaration = tasks.declaration;
        const std::string programme = text_of(payload_, "programme");
        const auto text = [&](const registers::Row& row, const char* field) {
            const auto index = declaration.find(field).value();
            return registers::canonical_text(declaration.fields[index], row.values[index]);
        };
        std::vector<OpenTask> open;
        for (const auto& [id, row, begin] :
             store::rows_with(context_.connection, declaration, {}, {{"unit", unit}})) {
            const auto kind = tasks.state(ledger::text_of(tasks, row, "state")).kind;
            if (kind == ledger::StateKind::closed || kind == ledger::StateKind::dropped ||
                (!programme.empty() && text(row, "programme") != programme))
                continue;
            open.push_back({text(row, "number"), text(row, "content"),
                            text(row, "planned_quantity"), text(row, "done_quantity")});
        }
        return open;
    }

    /// A household goes with the newest sheet of its village.
    void find_village(Stop& stop) const {
        const auto& ledger = context_.catalogue.ledger(village_ledger);
        std::int64_t newest = -1;
        for (const auto& row : store::rows_with(context_.connection, ledger.declaration, {},
                                                {{"region", stop.region}})) {
            if (row.id <= newest || ledger::text_of(ledger, row.row, "state") == "replaced")
                continue;
            newest = row.id;
            stop.parent = ledger::text_of(ledger, row.row, "number");
            stop.team = ledger::text_of(ledger, row.row, "team");
        }
    }

    [[nodiscard]] std::optional<geo::Position> position_of(const Stop& stop) const {
        if (stop.is_office) return std::nullopt;
        const bool is_village = stop.household.empty();
        const auto& declaration =
            context_.catalogue.declaration(is_village ? "village" : "household");
        std::vector<store::Wanted> wanted{{"region", stop.region}};
        if (!is_village) wanted.push_back({"number", stop.household});
        for (const auto& row :
             store::rows_with(context_.connection, declaration, stop.region.substr(0, 6), wanted))
            if (const auto at = registers::first_position(row.row.geometry_wkb)) return at;
        return std::nullopt;
    }

    void open_route(const std::string& team, const std::vector<Stop>& stops) {
        std::vector<std::optional<geo::Position>> places;
        for (const Stop& stop : stops) places.push_back(stop.position);
        const auto order = geo::visiting_order(places);
        ordered_json sheets = ordered_json::array();
        std::int64_t place = 0;
        for (const std::size_t index : order)
            for (const std::string& number : open_sheets(stops[index], ++place))
                sheets.push_back(number);
        routes_.push_back(
            {{"team", team}, {"metres", geo::way_m(places, order)}, {"sheets", std::move(sheets)}});
    }

    std::vector<std::string> open_sheets(const Stop& stop, std::int64_t place) {
        const json values = values_of(stop, place);
        if (stop.is_office) return open_office_sheets(stop, values);
        const char* ledger = stop.household.empty() ? village_ledger : household_ledger;
        return {open(ledger, values)};
    }

    std::vector<std::string> open_office_sheets(const Stop& stop, const json& values) {
        auto tasks = open_tasks(stop.unit);
        if (tasks.empty()) tasks.push_back({{}, no_open_task, {}, {}});
        std::vector<std::string> numbers;
        for (const OpenTask& task : tasks) {
            json of_task = values;
            of_task["unit"] = stop.unit;
            of_task["item"] = task.content;
            for (const auto& [field, text] :
                 {std::pair("task_number", task.number), std::pair("target", task.target),
                  std::pair("reported", task.reported)})
                if (!text.empty()) of_task[field] = text;
            numbers.push_back(open(unit_ledger, of_task));
        }
        return numbers;
    }

    std::string open(const char* ledger, const json& values) {
        ++opened_;
        return open_one(context_, context_.catalogue.ledger(ledger), {{"values", values}});
    }

    [[nodiscard]] json values_of(const Stop& stop, std::int64_t place) const {
        json values{{"region", stop.region},   {"draw", draw_},
                    {"drawn_unit", stop.unit}, {"stratum", stop.stratum},
                    {"team", stop.team},       {"route_order", std::to_string(place)},
                    {"due_on", due_on_},       {"programme", text_of(payload_, "programme")}};
        if (stop.position) {
            values["lon"] = geo::degrees_text(stop.position->lon_deg);
            values["lat"] = geo::degrees_text(stop.position->lat_deg);
            values["datum"] = "cgcs2000";
        }
        if (!stop.household.empty()) {
            values["household"] = stop.household;
            values["parent"] = stop.parent;
        }
        return values;
    }

    const Context& context_;
    json payload_;
    std::string draw_, due_on_;
    draw::Documents documents_;
    std::map<std::string, std::string> inspectors_;  // unit -> the two
    // unit -> number and state of its sheets
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> known_;
    std::int64_t opened_ = 0, known_count_ = 0;
    ordered_json to_replace_ = ordered_json::array(), routes_ = ordered_json::array();
};

}  // namespace

Handled handle_prepare_visits(const Context& context) {
    return Preparation(context).run();
}

}  // namespace app
