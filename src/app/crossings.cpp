#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "app/crossing_search.hpp"
#include "built_in/embedded.hpp"
#include "crossing_shapes.hpp"
#include "crossings/clearance.hpp"
#include "entries.hpp"
#include "geo/degrees.hpp"
#include "payload.hpp"
#include "permission.hpp"

namespace app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* ledger_name = "crossing";
constexpr const char* lines_name = "power_line";

/// Rows of a register with a geometry, each with the texts a candidate takes from it.
struct Placed {
    std::string region, code;
    registers::Row row;
};

std::string text_in(const registers::Declaration& declaration, const registers::Row& row,
                    const char* field) {
    const auto index = declaration.find(field);
    return index ? registers::canonical_text(declaration.fields[*index], row.values[*index]) : "";
}

/// The key beside the region, as people say it: `10kV 永中线/3`.
std::string code_of(const registers::Declaration& declaration, const registers::Row& row) {
    std::string code;
    for (const std::string& field : declaration.key)
        if (field != "region")
            code += (code.empty() ? "" : "/") + text_in(declaration, row, field.c_str());
    return code;
}

class CrossingSearch {
public:
    CrossingSearch(const Context& context, const crossings::ClearanceTable& table,
                   std::string region)
        : context_(context),
          table_(table),
          region_(std::move(region)),
          ledger_(context.catalogue.ledger(ledger_name)) {}

    Handled run() {
        require_opener();
        context_.work.enter(Work::Stage::reading);
        read_lines();
        read_known();
        context_.work.enter(Work::Stage::computing,
                            static_cast<std::int64_t>(table_.objects.size()));
        for (const auto& object : table_.objects) {
            look_for(object);
            context_.work.advance();
        }
        return {{"crossings.find", ledger_name, ledger_.sha256, context_.command.payload},
                ordered_json{{"ledger", ledger_name},
                             {"lines", lines_.size()},
                             {"spans", spans_.all.size()},
                             {"known", known_count_},
                             {"numbers", numbers_}}
                    .dump(),
                false};
    }

private:
    /// Asked before anything is looked for: finding nothing must not look like being allowed to.
    void require_opener() const {
        if (context_.access.everything) return;
        for (const auto& allowance : context_.access.allowances)
            if (std::ranges::count(ledger_.open_who, allowance.grant.role) > 0) return;
        throw base::Error(base::ErrorKind::forbidden,
                          {"您的角色不能登记交叉跨越。",
                           "Your role may not open entries of the ledger of crossings."});
    }

    std::vector<Placed> rows_of(const std::string& name) const {
        const auto& declaration = context_.catalogue.declaration(name);
        people::Target about;
        about.register_name = name;
        const auto reach = people::reach(context_.access, people::Right::read, about);
        std::vector<Placed> rows;
        store::for_each_row(
            context_.connection, declaration,
            [&](const store::StoredRow& stored) {
                if (stored.row.geometry_wkb.empty()) return;
                rows.push_back({text_in(declaration, stored.row, "region"),
                                code_of(declaration, stored.row), stored.row});
            },
            {}, region_, reach);
        std::ranges::sort(rows, [](const Placed& a, const Placed& b) {
            return std::tie(a.region, a.code) < std::tie(b.region, b.code);
        });
        return rows;
    }

    void read_lines() {
        const auto& declaration = context_.catalogue.declaration(lines_name);
        lines_ = rows_of(lines_name);
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const std::string kv = text_in(declaration, lines_[i].row, "voltage_kv");
            // The register is one of 10 kV lines: that is what an empty voltage means there.
            voltages_kv_.push_back(base::parse_rational(kv).value_or(base::make_rational(10)));
            insulated_.push_back(text_in(declaration, lines_[i].row, "insulated"));
            spans_.add(i, lines_[i].row.geometry_wkb);
        }
    }

    void read_known() {
        const auto& declaration = ledger_.declaration;
        store::for_each_row(context_.connection, declaration, [&](const store::StoredRow& stored) {
            known_.insert(name_of(text_in(declaration, stored.row, "line_code"),
                                  text_in(declaration, stored.row, "span"),
                                  text_in(declaration, stored.row, "kind"),
                                  text_in(declaration, stored.row, "object")));
        });
    }

    static std::string name_of(const std::string& line, const std::string& span,
                               const std::string& kind, const std::string& object) {
        return line + "\n" + span + "\n" + kind + "\n" + object;
    }

    void look_for(const crossings::Clearance& object) {
        const auto rows = rows_of(object.register_name);
        crossings::Shapes shapes;
        for (const Placed& row : rows) add_shape(shapes, row.row.geometry_wkb);
        for (const auto& pair :
             crossings::find_pairs(spans_.all, shapes, {object.buffer_um, {}, 1}))
            if (voltages_kv_[spans_.lines[pair.span]] >= object.lines_from_kv)
                keep(object, rows[pair.shape], pair,
                     crossings::describe(spans_.all[pair.span], shapes, pair.shape, {}));
    }

    void keep(const crossings::Clearance& object, const Placed& crossed,
              const crossings::Pair& pair, const crossings::Detail& detail) {
        const std::size_t line = spans_.lines[pair.span];
        const auto& lines = context_.catalogue.declaration(lines_name);
        const std::string line_code = text_in(lines, lines_[line].row, "line_code");
        const std::string span = text_in(lines, lines_[line].row, "section") + "-" +
                                 std::to_string(spans_.numbers[pair.span]);
        const std::string code = crossed.region + "/" + crossed.code;
        if (!known_.insert(name_of(line_code, span, kind_of(object, crossed), code)).second) {
            ++known_count_;
            return;
        }
        const std::size_t voltage = table_.voltage_of(voltages_kv_[line]);
        json values{{"region", crossed.region},
                    {"kind", kind_of(object, crossed)},
                    {"voltage", table_.voltages[voltage].name},
                    {"line_code", line_code},
                    {"span", span},
                    {"object", code},
                    {"insulated", insulated_[line]},
                    {"over_m", tenths(detail.over_m)},
                    {"apart_m", tenths(detail.apart_m)},
                    {"lon", geo::degrees_text(detail.at.lon_deg)},
                    {"lat", geo::degrees_text(detail.at.lat_deg)},
                    {"datum", "cgcs2000"}};
        if (detail.angle_deg > 0) values["angle"] = tenths(detail.angle_deg);
        const auto& required = pair.meets ? object.vertical_mm : object.horizontal_mm;
        if (required[voltage])
            values["required_m"] =
                base::format_fixed(base::make_rational(*required[voltage], 1000), 2);
        numbers_.push_back(open_one(context_, ledger_, {{"values", values}}));
    }

    /// Broadcasting lines stand in the register of telecom lines and have a kind of their own.
    std::string kind_of(const crossings::Clearance& object, const Placed& crossed) const {
        const auto& declaration = context_.catalogue.declaration(object.register_name);
        return object.kind == "telecom_line" &&
                       text_in(declaration, crossed.row, "service") == "broadcast"
                   ? "broadcast_line"
                   : object.kind;
    }

    static std::string tenths(double value) {
        return base::format_fixed(base::make_rational(std::lround(value * 10), 10), 1);
    }

    const Context& context_;
    const crossings::ClearanceTable& table_;
    std::string region_;
    ledger::Ledger ledger_;
    std::vector<Placed> lines_;
    std::vector<base::Rational> voltages_kv_;
    std::vector<std::string> insulated_;
    LineSpans spans_;
    std::set<std::string> known_;
    std::int64_t known_count_ = 0;
    ordered_json numbers_ = ordered_json::array();
};

}  // namespace

std::string built_in_clearances() {
    for (const auto& file : built_in::embedded_files())
        if (file.path == "rules/clearances.yaml") return std::string(file.bytes);
    return {};
}

// A candidate that stands in the ledger already, whatever became of it, is not opened again.
Handled handle_find_crossings(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const auto table =
        crossings::read_clearances(required_text(payload, "clearances"), "clearances.yaml");
    return CrossingSearch(context, table, text_of(payload, "region")).run();
}

}  // namespace app
