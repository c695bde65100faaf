// The way of a team on paper: stops in their order, and the map of its package as a drawing.
#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/field.hpp"
#include "app_state.hpp"
#include "document_spec.hpp"
#include "documents/fill.hpp"
#include "entry_search.hpp"
#include "field_map.hpp"
#include "field_team.hpp"
#include "geo/distance.hpp"
#include "ledger/entry.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr double parts = 1e7;  // of a degree, as the map is stored
constexpr const char* template_file = "route_sheet.docx";

/// Metres to the east and to the north of the map's corner, true at its middle.
class Plane {
public:
    explicit Plane(const ordered_json& map)
        : west_(map.at("west").get<double>() / parts),
          south_(map.at("south").get<double>() / parts),
          step_(map.at("step").get<double>() / parts) {
        constexpr double degrees = 0.01;
        const double middle = south_ + map.at("side").get<double>() * step_ / 2;
        east_m_ = geo::near_distance_m({west_, middle}, {west_ + degrees, middle}) / degrees;
        north_m_ =
            geo::near_distance_m({west_, middle - degrees / 2}, {west_, middle + degrees / 2}) /
            degrees;
    }
    [[nodiscard]] ordered_json place(geo::Position at) const {
        return {(at.lon_deg - west_) * east_m_, (at.lat_deg - south_) * north_m_};
    }
    /// The places of `[x,y,dx,dy,…]` in steps.
    [[nodiscard]] ordered_json path(const ordered_json& steps) const {
        ordered_json places = ordered_json::array();
        std::int64_t x = 0, y = 0;
        for (std::size_t i = 0; i + 1 < steps.size(); i += 2) {
            x += steps[i].get<std::int64_t>();
            y += steps[i + 1].get<std::int64_t>();
            places.push_back({static_cast<double>(x) * step_ * east_m_,
                              static_cast<double>(y) * step_ * north_m_});
        }
        return places;
    }
    /// The paths behind the name in `[name,path,…]`.
    [[nodiscard]] ordered_json paths(const ordered_json& named) const {
        ordered_json all = ordered_json::array();
        for (std::size_t i = 1; i < named.size(); ++i) all.push_back(path(named[i]));
        return all;
    }

private:
    double west_, south_, step_, east_m_ = 0, north_m_ = 0;
};

std::string length_text(std::int64_t metres) {
    if (metres < 1000) return std::to_string(metres) + "米";
    const std::int64_t tenths = (metres + 50) / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "公里";
}

/// Which stop one comes from: villages follow each other, households within their village where
/// villages are stops too. Null at the beginning of a stretch.
std::vector<const RouteStop*> stops_before(const std::vector<RouteStop>& route) {
    const bool has_villages = std::ranges::any_of(
        route, [](const RouteStop& stop) { return stop.at && stop.household.empty(); });
    std::map<const ledger::Ledger*, const RouteStop*> latest;
    std::vector<const RouteStop*> before;
    for (const RouteStop& stop : route) {
        const RouteStop*& last = latest[stop.ledger];
        const bool goes_on =
            last && stop.at &&
            (stop.household.empty() || !has_villages || last->region == stop.region);
        before.push_back(goes_on ? last : nullptr);
        if (stop.at) last = &stop;
    }
    return before;
}

/// A sheet of a unit itself; those of villages and households only say whose they are.
bool is_office(const RouteStop& stop) {
    return stop.ledger->declaration.name == "unit_sheet";
}

/// As it is drawn: a square for a village, a circle for a household. Without an order, none.
std::string mark_of(const RouteStop& stop) {
    if (stop.order == 0) return "—";
    const std::string order = std::to_string(stop.order);
    if (is_office(stop)) return order;
    return (stop.household.empty() ? "□" : "○") + order;
}

std::int64_t metres_between(const RouteStop& from, const RouteStop& to) {
    return std::llround(geo::near_distance_m(*from.at, *to.at));
}

class Sheet {
public:
    Sheet(const Catalogue& catalogue, const Names& names, std::vector<RouteStop> route)
        : catalogue_(catalogue),
          names_(names),
          route_(std::move(route)),
          before_(stops_before(route_)) {}

    [[nodiscard]] ordered_json figures() const {
        std::set<std::string> dues;
        std::int64_t way = 0;
        for (std::size_t i = 0; i < route_.size(); ++i) {
            if (!route_[i].due_on.empty()) dues.insert(route_[i].due_on);
            if (before_[i]) way += metres_between(*before_[i], route_[i]);
        }
        std::string due = dues.empty() ? "未定" : *dues.begin();
        if (dues.size() > 1) due += "至" + *dues.rbegin();
        return {{"counts", counts()}, {"due", due}, {"way", length_text(way)}, {"stops", stops()}};
    }

    /// The drawing `route` of what a phone gets.
    [[nodiscard]] ordered_json drawing(const ordered_json& map) const {
        const Plane plane(map);
        ordered_json drawing{{"kind", "route"},
                             {"title", "核查路线图"},
                             {"areas", areas(map, plane)},
                             {"lines", ordered_json::array()},
                             {"legs", ordered_json::array()},
                             {"stops", ordered_json::array()},
                             {"shapes", shapes()}};
        for (const auto& line : map.at("lines")) {
            ordered_json ways = ordered_json::array();
            for (const auto& way : line.at("ways"))
                ways.push_back({{"name", way[0]}, {"paths", plane.paths(way)}});
            drawing["lines"].push_back({{"name", line.at("name")},
                                        {"label", line.at("label").at("zh")},
                                        {"ways", std::move(ways)}});
        }
        for (std::size_t i = 0; i < route_.size(); ++i) {
            const RouteStop& stop = route_[i];
            if (!stop.at) continue;
            drawing["stops"].push_back({{"label", std::to_string(stop.order)},
                                        {"round", !stop.household.empty()},
                                        {"at", plane.place(*stop.at)}});
            if (before_[i])
                drawing["legs"].push_back({plane.place(*before_[i]->at), plane.place(*stop.at)});
        }
        return drawing;
    }

private:
    [[nodiscard]] std::string village(const std::string& code) const {
        const auto* region = catalogue_.regions.find_latest(code);
        return region ? region->name : code;
    }

    [[nodiscard]] std::string place_of(const RouteStop& stop) const {
        const std::string unit = stop.unit.empty() ? "" : names_.unit(stop.unit);
        if (is_office(stop)) return unit.empty() ? stop.unit : unit;
        const bool is_known = catalogue_.regions.find_latest(stop.region) != nullptr;
        const std::string where = (is_known ? "" : unit) + village(stop.region);
        return stop.household.empty() ? where : where + stop.household + "号户";
    }

    [[nodiscard]] std::string counts() const {
        std::int64_t villages = 0, households = 0;
        std::set<std::string> units;
        for (const RouteStop& stop : route_) {
            if (is_office(stop))
                units.insert(stop.unit);
            else
                ++(stop.household.empty() ? villages : households);
        }
        std::string text;
        const auto add = [&](std::size_t count, const char* measure) {
            if (count > 0) text += (text.empty() ? "" : "、") + std::to_string(count) + measure;
        };
        add(units.size(), "个单位");
        add(static_cast<std::size_t>(villages), "个村");
        add(static_cast<std::size_t>(households), "户");
        return text;
    }

    [[nodiscard]] ordered_json stops() const {
        ordered_json list = ordered_json::array();
        for (std::size_t i = 0; i < route_.size(); ++i) {
            const RouteStop& stop = route_[i];
            list.push_back(
                {{"mark", mark_of(stop)},
                 {"label", stop.ledger->declaration.label.zh},
                 {"number", stop.number},
                 {"place", place_of(stop)},
                 {"next", !stop.at      ? (is_office(stop) ? "—" : "位置未登记")
                          : !before_[i] ? "—"
                                        : length_text(metres_between(*before_[i], stop))},
                 {"due_on", stop.due_on}});
        }
        return list;
    }

    [[nodiscard]] ordered_json areas(const ordered_json& map, const Plane& plane) const {
        std::set<std::string> own;
        for (const RouteStop& stop : route_) own.insert(stop.region);
        ordered_json list = ordered_json::array();
        for (const auto& area : map.at("areas")) {
            const std::string region = area[0];
            list.push_back({{"name", village(region)},
                            {"own", own.contains(region)},
                            {"rings", plane.paths(area)}});
        }
        return list;
    }

    // The forms of the stops on the map, once each.
    [[nodiscard]] ordered_json shapes() const {
        ordered_json list = ordered_json::array();
        std::set<std::string> known;
        for (const RouteStop& stop : route_)
            if (stop.at && known.insert(stop.ledger->declaration.name).second)
                list.push_back({{"label", stop.ledger->declaration.label.zh},
                                {"round", !stop.household.empty()}});
        return list;
    }

    const Catalogue& catalogue_;
    const Names& names_;
    std::vector<RouteStop> route_;
    std::vector<const RouteStop*> before_;
};

}  // namespace

DocumentFile Field::route_sheet(const std::string& team, const std::string& draw,
                                const people::Access& who) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    const auto figures =
        state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
            const TeamWork work = read_team_work(connection, catalogue, who, team, draw);
            const Names names(connection, catalogue, today);
            const Sheet sheet(catalogue, names, read_route(connection, catalogue, who, work));
            ordered_json all = sheet.figures();
            all["team"] = team;
            all["draw"] = draw.empty() ? ordered_json(nullptr) : ordered_json(draw);
            all["day"] = base::format_date(today);
            const auto map = team_map_json(connection, catalogue, who, work);
            all["map"] = map.is_null() ? ordered_json(nullptr) : sheet.drawing(map);
            return all.dump();
        });
    DocumentFile file;
    file.file_name = "督战核查路线单 " + team + (draw.empty() ? "" : " " + draw) + ".docx";
    file.bytes = documents::fill({template_file, built_in_template(template_file)}, figures);
    return file;
}

}  // namespace app
