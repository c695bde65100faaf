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
constexpr std::size_t region_digits = 12;

/// A unit of the list: where it is and who goes there.
struct Stop {
    std::string unit, stratum, region, household, team, parent;
    std::optional<geo::Position> position;
};

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
                if (known != known_.end() && known->second.second == "due")
                    to_replace_.push_back(known->second.first);
            } else if (known != known_.end()) {
                ++known_count_;
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
        for (const char* name : {village_ledger, household_ledger}) {
            const auto& ledger = context_.catalogue.ledger(name);
            for (const auto& row :
                 store::rows_with(context_.connection, ledger.declaration, {}, {{"draw", draw_}}))
                known_[ledger::text_of(ledger, row.row, "drawn_unit")] = {
                    ledger::text_of(ledger, row.row, "number"),
                    ledger::text_of(ledger, row.row, "state")};
        }
    }

    Stop stop_of(const draw::Drawn& drawn) {
        Stop stop{drawn.unit, drawn.stratum, drawn.unit.substr(0, region_digits), {}, {}, {}, {}};
        if (drawn.unit.size() > region_digits + 1)
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
        for (const std::size_t index : order) sheets.push_back(open_sheet(stops[index], ++place));
        routes_.push_back(
            {{"team", team}, {"metres", geo::way_m(places, order)}, {"sheets", std::move(sheets)}});
    }

    std::string open_sheet(const Stop& stop, std::int64_t place) {
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
        ++opened_;
        return open_one(
            context_,
            context_.catalogue.ledger(stop.household.empty() ? village_ledger : household_ledger),
            {{"values", values}});
    }

    const Context& context_;
    json payload_;
    std::string draw_, due_on_;
    draw::Documents documents_;
    std::map<std::string, std::string> inspectors_;                     // unit -> the two
    std::map<std::string, std::pair<std::string, std::string>> known_;  // unit -> number, state
    std::int64_t opened_ = 0, known_count_ = 0;
    ordered_json to_replace_ = ordered_json::array(), routes_ = ordered_json::array();
};

}  // namespace

Handled handle_prepare_visits(const Context& context) {
    return Preparation(context).run();
}

}  // namespace app
