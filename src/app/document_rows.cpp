#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "document_figures.hpp"
#include "entries.hpp"
#include "entry_search.hpp"
#include "ledger/calendar.hpp"
#include "ledger/entry.hpp"
#include "ledger_reads.hpp"
#include "people/role.hpp"
#include "programme/expression.hpp"
#include "recipients.hpp"
#include "registers/value.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using registers::Declaration;
using registers::FieldType;

constexpr std::size_t rows_max = 5'000;

constexpr const char* light_labels[] = {"绿灯", "蓝灯", "黄灯", "红灯", "灰灯"};

std::string text_in(const ordered_json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
}

// A period of the same length that lies before: the last one, or that of a year ago.
std::string period_before(const std::string& period, bool year_ago) {
    if (period.size() < 4) return period;
    const auto year = std::stoi(period.substr(0, 4));
    if (year_ago || period.size() == 4) return std::to_string(year - 1) + period.substr(4);
    const bool is_month = period[5] >= '0' && period[5] <= '9';
    const int part = std::stoi(period.substr(is_month ? 5 : 6));
    const int last = is_month ? 12 : period[5] == 'Q' ? 4 : 2;
    const int before = part > 1 ? part - 1 : last;
    const std::string head = std::to_string(part > 1 ? year : year - 1) + "-";
    if (is_month) return head + (before < 10 ? "0" : "") + std::to_string(before);
    return head + period[5] + std::to_string(before);
}

std::string with_period(std::string where, const std::string& period) {
    const auto begin = programme::period_begin(period);
    const auto end = programme::period_end(period);
    replace_all(where, "{period}", period);
    if (begin) replace_all(where, "{begin}", base::format_date(*begin));
    if (end) replace_all(where, "{end}", base::format_date(*end));
    if (end) replace_all(where, "{month}", base::format_date(*end).substr(0, 7));
    return where;
}

const ledger::Ledger* ledger_of(const Catalogue& catalogue, const Declaration& declaration) {
    return declaration.is_ledger ? &catalogue.ledger(declaration.name) : nullptr;
}

// Every row that a figure speaks of, in the order of ids.
void for_each(const DocumentSource& source, const Declaration& declaration,
              const std::string& where, store::AsOf as_of,
              const std::function<void(const store::StoredRow&)>& visit) {
    std::optional<programme::Expression> condition;
    if (!where.empty()) condition = read_where(where, declaration);
    people::Target about;
    about.register_name = declaration.name;
    const auto reach = people::reach(source.scope.who, people::Right::read, about);
    const auto* ledger = ledger_of(source.catalogue, declaration);
    for (const std::string& region : source.regions)
        store::for_each_row(
            source.connection, declaration,
            [&](const store::StoredRow& stored) {
                if (condition && !programme::matches(*condition, declaration, stored.row)) return;
                const bool is_dropped =
                    ledger && ledger->state(ledger::text_of(*ledger, stored.row, "state")).kind ==
                                  ledger::StateKind::dropped;
                if (!is_dropped) visit(stored);
            },
            as_of, region, reach);
}

// Where an entry stands on the day of the document.
struct Standing {
    bool is_closed = false, is_overdue = false, is_on_time = false;
    std::size_t light = 0;
    std::int64_t overdue_days = 0;
};

Standing standing_of(const ledger::Ledger& ledger, const registers::Row& row, base::Date day) {
    Standing standing;
    standing.is_closed =
        ledger.state(ledger::text_of(ledger, row, "state")).kind == ledger::StateKind::closed;
    standing.light = static_cast<std::size_t>(ledger::entry_light(ledger, row, day));
    const auto due = ledger::date_of(ledger, row, "due_on");
    const auto closed = ledger::date_of(ledger, row, "closed_on");
    standing.is_on_time = standing.is_closed && (!due || !closed || *closed <= *due);
    standing.is_overdue = !standing.is_closed && due && *due < day;
    if (standing.is_overdue) standing.overdue_days = ledger::days_between(*due, day);
    return standing;
}

struct Tally {
    std::int64_t rows = 0, closed = 0, on_time = 0, overdue = 0;
    std::int64_t lights[5] = {0, 0, 0, 0, 0};
    std::vector<std::int64_t> sums;
};

ordered_json tally_json(const Tally& tally, const Declaration& declaration, bool is_ledger,
                        const std::vector<std::size_t>& summed) {
    ordered_json json{{"rows", tally.rows}};
    for (std::size_t i = 0; i < summed.size(); ++i) {
        const auto& field = declaration.fields[summed[i]];
        const std::int64_t sum = tally.sums.empty() ? 0 : tally.sums[i];
        json[field.name] = field.type == FieldType::integer
                               ? ordered_json(sum)
                               : ordered_json(registers::canonical_text(field, sum));
    }
    if (!is_ledger) return json;
    json["closed"] = tally.closed;
    json["open"] = tally.rows - tally.closed;
    json["overdue"] = tally.overdue;
    constexpr const char* names[] = {"green", "blue", "yellow", "red", "grey"};
    for (std::size_t i = 0; i < std::size(names); ++i) json[names[i]] = tally.lights[i];
    const auto share = [](std::int64_t part, std::int64_t whole) {
        FigureValue value;
        value.unit = "percent";
        if (whole > 0) value.now = base::make_rational(part, whole);
        return figure_json(value);
    };
    json["rate"] = share(tally.closed, tally.rows);
    json["on_time"] = share(tally.on_time, tally.closed + tally.overdue);
    return json;
}

class Grouping {
public:
    Grouping(const DocumentSource& source, const ordered_json& wanted, const char* name)
        : source_(source),
          declaration_(source.catalogue.declaration(text_in(wanted, name))),
          ledger_(ledger_of(source.catalogue, declaration_)),
          names_(source.connection, source.catalogue, source.scope.day) {
        const std::string by = text_in(wanted, "by");
        if (!by.empty()) by_ = field(by);
        if (const auto level = registers::parse_region_level(text_in(wanted, "level")))
            level_ = level;
        for (const auto& each : wanted.value("sum", ordered_json::array()))
            sums_.push_back(field(each.get<std::string>()));
        for (const auto& each : wanted.value("codes", ordered_json::array()))
            codes_.insert(each.get<std::string>());
        for_each(source, declaration_, with_period(text_in(wanted, "where"), source.scope.period),
                 {}, [&](const auto& stored) { add(stored.row); });
    }

    [[nodiscard]] ordered_json total() const {
        return tally_json(total_, declaration_, ledger_ != nullptr, sums_);
    }

    /// Codes in the order of their declaration, everything else by its value.
    [[nodiscard]] ordered_json list() {
        ordered_json list = ordered_json::array();
        for (const auto& code :
             by_ ? declaration_.fields[*by_].codes : std::vector<registers::Code>{}) {
            const auto found = groups_.extract(code.value);
            if (!found.empty() || code_is_shown(code.value))
                list.push_back(line(code.value, found ? found.mapped() : Tally{}));
        }
        for (const auto& [group, tally] : groups_) list.push_back(line(group, tally));
        return list;
    }

private:
    [[nodiscard]] std::size_t field(const std::string& name) const {
        const auto index = declaration_.find(name);
        if (index && !registers::is_personal(declaration_.fields[*index])) return *index;
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“" + declaration_.label.zh + "”没有可统计的字段“" + name + "”。",
                           declaration_.name + " has no field \"" + name + "\" to count by."});
    }

    // What was dropped counts nowhere, so its state has no line; nor have codes of other
    // programmes where the description names its own.
    [[nodiscard]] bool code_is_shown(const std::string& code) const {
        if (!codes_.empty() && !codes_.contains(code)) return false;
        const bool is_state = ledger_ && declaration_.fields[*by_].name == "state";
        return !is_state || ledger_->state(code).kind != ledger::StateKind::dropped;
    }

    [[nodiscard]] ordered_json line(const std::string& group, const Tally& tally) const {
        ordered_json json{{"name", label(group)}, {"code", group}};
        json.update(tally_json(tally, declaration_, ledger_ != nullptr, sums_));
        return json;
    }

    void add(const registers::Row& row) {
        std::string group;
        if (by_) group = registers::canonical_text(declaration_.fields[*by_], row.values[*by_]);
        if (level_) group = area_of(group);
        for (Tally* tally : {&groups_[group], &total_}) {
            ++tally->rows;
            tally->sums.resize(sums_.size());
            for (std::size_t i = 0; i < sums_.size(); ++i)
                if (const auto* number = std::get_if<std::int64_t>(&row.values[sums_[i]]))
                    tally->sums[i] += *number;
            if (!ledger_) continue;
            const Standing standing = standing_of(*ledger_, row, source_.scope.day);
            tally->closed += standing.is_closed ? 1 : 0;
            tally->on_time += standing.is_on_time ? 1 : 0;
            tally->overdue += standing.is_overdue ? 1 : 0;
            if (!standing.is_closed) ++tally->lights[standing.light];
        }
    }

    [[nodiscard]] std::string area_of(const std::string& region) const {
        constexpr std::size_t digits[] = {2, 4, 6, 9, 12};
        const std::size_t kept = digits[static_cast<std::size_t>(*level_)];
        return region.size() < kept ? region : region.substr(0, kept) + std::string(12 - kept, '0');
    }

    [[nodiscard]] std::string label(const std::string& group) const {
        if (!by_) return "";
        const auto& field = declaration_.fields[*by_];
        if (group.empty()) return "未填写";
        if (field.type == FieldType::region) {
            const auto* region = source_.catalogue.regions.find_latest(group);
            return region ? region->name : group;
        }
        if (field.name == "unit") {
            const std::string name = names_.unit(group);
            return name.empty() ? group : name;
        }
        const bool has_label = field.type == FieldType::code || field.type == FieldType::fact;
        return has_label ? registers::display_value(field, group, true) : group;
    }

    const DocumentSource& source_;
    const Declaration& declaration_;
    const ledger::Ledger* ledger_;
    Names names_;
    std::optional<std::size_t> by_;
    std::optional<registers::RegionLevel> level_;
    std::vector<std::size_t> sums_;
    std::set<std::string> codes_;  ///< that have a line without rows; empty: all
    std::map<std::string, Tally> groups_;
    Tally total_;
};

ordered_json value_json(const registers::Field& field, const registers::Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return nullptr;
    if (field.type == FieldType::integer) return std::get<std::int64_t>(value);
    const std::string text = registers::display_value(field, value, true);
    const std::string shown =
        registers::is_personal(field) ? registers::mask_value(field, text) : text;
    return shown.empty() ? ordered_json(nullptr) : ordered_json(shown);
}

// A row that speaks of a ledger's entry says which matter that is.
void add_entry(const DocumentSource& source, const Declaration& declaration,
               const registers::Row& row, ordered_json& json) {
    const auto name = declaration.find("ledger"), number = declaration.find("number");
    if (!name || !number || declaration.is_ledger) return;
    const auto* ledger_name = std::get_if<std::string>(&row.values[*name]);
    const auto* entry_number = std::get_if<std::string>(&row.values[*number]);
    const auto& all = source.catalogue.ledgers;
    const auto ledger = std::find_if(all.begin(), all.end(), [&](const auto& each) {
        return ledger_name && each.declaration.name == *ledger_name;
    });
    if (ledger == all.end() || !entry_number) return;
    const auto entry = load_entry(source.connection, *ledger, *entry_number).row;
    const auto& fields = ledger->declaration.fields;
    const auto title = ledger->declaration.find(title_field(*ledger));
    const auto state = ledger->declaration.find("state");
    const auto level = declaration.find("level");
    const auto* role = level ? std::get_if<std::string>(&row.values[*level]) : nullptr;
    const auto roles = people::built_in_roles();
    const auto* known = role ? roles.find(*role) : nullptr;
    json["level_label"] =
        known ? ordered_json(known->label.zh) : json.value("level", ordered_json(nullptr));
    json["ledger_label"] = ledger->declaration.label.zh;
    json["entry_title"] = title ? value_json(fields[*title], entry.values[*title]) : nullptr;
    json["entry_state"] = state ? value_json(fields[*state], entry.values[*state]) : nullptr;
}

ordered_json row_json(const DocumentSource& source, const Declaration& declaration,
                      const registers::Row& row, const Names& names) {
    ordered_json json;
    for (std::size_t i = 0; i < declaration.fields.size(); ++i) {
        const auto& field = declaration.fields[i];
        json[field.name] = value_json(field, row.values[i]);
        if (field.type == FieldType::code)
            json[field.name + "_code"] = registers::canonical_text(field, row.values[i]);
    }
    if (const auto region = declaration.find("region")) {
        const std::string code =
            registers::canonical_text(declaration.fields[*region], row.values[*region]);
        const auto* known = source.catalogue.regions.find_latest(code);
        json["region_name"] = known ? known->name : code;
        json["place_name"] = names.place(code);
    }
    if (const auto unit = declaration.find("unit")) {
        const std::string code =
            registers::canonical_text(declaration.fields[*unit], row.values[*unit]);
        const std::string name = code.empty() ? "" : names.unit(code);
        json["unit_name"] = !name.empty()  ? ordered_json(name)
                            : code.empty() ? ordered_json(nullptr)
                                           : ordered_json(code);
    }
    add_entry(source, declaration, row, json);
    if (const auto* ledger = ledger_of(source.catalogue, declaration)) {
        const Standing standing = standing_of(*ledger, row, source.scope.day);
        json["light"] = standing.is_closed ? "销号" : light_labels[standing.light];
        json["overdue_days"] = standing.overdue_days;
        json["is_closed"] = standing.is_closed;
    }
    return json;
}

// By fields, one behind the other; `-` before a name turns its order.
void sort_rows(std::vector<store::StoredRow>& rows, const Declaration& declaration,
               const ordered_json& fields) {
    for (auto name = fields.rbegin(); name != fields.rend(); ++name) {
        std::string text = name->get<std::string>();
        const bool descends = text.starts_with('-');
        if (descends) text.erase(0, 1);
        const auto index = declaration.find(text);
        if (!index) continue;
        std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
            const auto& left = a.row.values[*index];
            const auto& right = b.row.values[*index];
            return descends ? right < left : left < right;
        });
    }
}

// For each row the rows of other registers that lie in its region, by the name they are given.
void add_rows_within(const DocumentSource& source, const Declaration& declaration,
                     const registers::Row& row, const ordered_json& wanted, ordered_json& json) {
    const auto region = declaration.find("region");
    DocumentSource inside = source;
    inside.regions.clear();
    if (region)
        inside.regions.push_back(
            registers::canonical_text(declaration.fields[*region], row.values[*region]));
    for (const auto& [name, each] : wanted.items()) json[name] = DocumentRows(inside).rows(each);
}

// Rows gathered under what a field says, in the order in which each is first met.
ordered_json gathered(const ordered_json& rows, const std::string& field) {
    ordered_json groups = ordered_json::array();
    for (const auto& row : rows) {
        const auto value = row.value(field, ordered_json(nullptr));
        const std::string name = value.is_string() ? value.get<std::string>() : "未填写";
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const auto& each) { return each.at("name") == name; });
        if (group == groups.end()) {
            groups.push_back({{"name", name}, {"items", ordered_json::array()}});
            group = std::prev(groups.end());
        }
        (*group)["items"].push_back(row);
    }
    return groups;
}

}  // namespace

ordered_json DocumentRows::rows(const ordered_json& wanted) const {
    const auto& declaration = source_.catalogue.declaration(text_in(wanted, "rows"));
    std::vector<store::StoredRow> found;
    for_each(source_, declaration, with_period(text_in(wanted, "where"), source_.scope.period), {},
             [&](const auto& stored) { found.push_back(stored); });
    sort_rows(found, declaration, wanted.value("sort", ordered_json::array()));
    const std::string limit = text_in(wanted, "limit");
    const std::size_t most = limit.empty() ? rows_max : std::stoul(limit);
    if (found.size() > rows_max && limit.empty())
        source_.notes->push_back("“" + declaration.label.zh + "”共 " +
                                 std::to_string(found.size()) + " 行，只列前 " +
                                 std::to_string(rows_max) + " 行。");
    const Names names(source_.connection, source_.catalogue, source_.scope.day);
    ordered_json list = ordered_json::array();
    for (const auto& stored : found) {
        if (list.size() >= most) break;
        list.push_back(row_json(source_, declaration, stored.row, names));
        if (wanted.contains("within"))
            add_rows_within(source_, declaration, stored.row, wanted.at("within"), list.back());
    }
    const std::string under = text_in(wanted, "under");
    return under.empty() ? list : gathered(list, under);
}

ordered_json DocumentRows::number(const ordered_json& wanted) const {
    const bool sums = wanted.contains("sum");
    const auto& declaration =
        source_.catalogue.declaration(text_in(wanted, sums ? "sum" : "count"));
    const auto summed = declaration.find(text_in(wanted, "field"));
    if (sums && !summed)
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"“" + declaration.label.zh + "”没有字段“" + text_in(wanted, "field") + "”。",
             declaration.name + " has no field \"" + text_in(wanted, "field") + "\"."});
    const std::string where = text_in(wanted, "where");
    const bool speaks_of_period = where.find('{') != std::string::npos;
    base::Rational scale = 1;
    if (sums)
        for (int i = 0; i < declaration.fields[*summed].decimals; ++i) scale *= 10;
    const auto count = [&](const std::string& period, store::AsOf as_of) {
        std::int64_t total = 0;
        for_each(source_, declaration, with_period(where, period), as_of, [&](const auto& stored) {
            const auto* number =
                sums ? std::get_if<std::int64_t>(&stored.row.values[*summed]) : nullptr;
            total += sums ? (number ? *number : 0) : 1;
        });
        return base::Rational(base::make_rational(total) / scale);
    };
    const auto earlier = [&](bool year_ago) -> std::optional<base::Rational> {
        const std::string period = period_before(source_.scope.period, year_ago);
        const auto end = programme::period_end(period);
        if (!end) return std::nullopt;
        if (speaks_of_period) return count(period, {});
        const auto moment = known_at(source_.connection, *end);
        return moment && *moment > 0 ? std::optional(count(period, moment)) : std::nullopt;
    };
    return figure_json({count(source_.scope.period, {}), earlier(false), earlier(true), "count"});
}

ordered_json DocumentRows::groups(const ordered_json& wanted) const {
    return Grouping(source_, wanted, "groups").list();
}

ordered_json DocumentRows::lights(const ordered_json& wanted) const {
    return Grouping(source_, wanted, "lights").total();
}

}  // namespace app
