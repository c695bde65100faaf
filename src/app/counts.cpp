#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "base/text.hpp"
#include "ledger/entry.hpp"
#include "recipients.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using registers::Declaration;
using registers::FieldType;

constexpr std::size_t fields_max = 3;
constexpr std::size_t rows_max = 10'000;
constexpr std::int64_t listed_whole_numbers_max = 20;

[[noreturn]] void refuse_field(const Declaration& declaration, const std::string& name) {
    throw base::Error(base::ErrorKind::invalid_input,
                      {"“" + declaration.label.zh + "”不能按“" + name + "”统计。",
                       "Rows of " + declaration.name + " cannot be counted by \"" + name + "\"."});
}

std::size_t countable(const Declaration& declaration, const std::string& name) {
    const auto index = declaration.find(name);
    if (!index || registers::is_personal(declaration.fields[*index]))
        refuse_field(declaration, name);
    return *index;
}

// The group a value belongs to: a day belongs to its month.
std::string group_of(const registers::Field& field, const registers::Value& value) {
    const std::string text = registers::canonical_text(field, value);
    const bool is_day = field.type == FieldType::date || field.type == FieldType::moment;
    return is_day ? text.substr(0, 7) : text;
}

// What stands in a table whether or not a row has it.
std::vector<std::string> known_groups(const registers::Field& field) {
    std::vector<std::string> known;
    for (const auto& code : field.codes) known.push_back(code.value);
    const bool is_short = field.type == FieldType::integer && field.minimum && field.maximum &&
                          *field.maximum - *field.minimum < listed_whole_numbers_max;
    if (is_short)
        for (std::int64_t n = *field.minimum; n <= *field.maximum; ++n)
            known.push_back(std::to_string(n));
    return known;
}

struct Counted {
    std::int64_t rows = 0, closed = 0;
    std::vector<std::int64_t> sums;
    std::string latest;
};

class Counting {
public:
    Counting(const Catalogue& catalogue, const CountQuery& query)
        : declaration_(catalogue.declaration(query.register_name)) {
        if (query.by.empty() || query.by.size() > fields_max)
            throw base::Error(base::ErrorKind::invalid_input,
                              {"统计应按一至三个字段。", "Count by one to three fields."});
        for (const std::string& name : query.by) by_.push_back(countable(declaration_, name));
        for (const std::string& name : query.sum) {
            sums_.push_back(countable(declaration_, name));
            const auto type = declaration_.fields[sums_.back()].type;
            if (type != FieldType::integer && type != FieldType::decimal)
                refuse_field(declaration_, name);
        }
        if (!query.latest.empty()) {
            latest_ = countable(declaration_, query.latest);
            if (declaration_.fields[*latest_].type != FieldType::date)
                refuse_field(declaration_, query.latest);
        }
        if (!query.where.empty()) where_ = read_where(query.where, declaration_);
        if (declaration_.is_ledger) ledger_ = &catalogue.ledger(query.register_name);
    }

    [[nodiscard]] const Declaration& declaration() const { return declaration_; }

    void add(const registers::Row& row) {
        if (where_ && !programme::matches(*where_, declaration_, row)) return;
        const auto kind = ledger_ ? ledger_->state(ledger::text_of(*ledger_, row, "state")).kind
                                  : ledger::StateKind::open;
        if (kind == ledger::StateKind::dropped) return;
        std::vector<std::string> group;
        for (const std::size_t index : by_)
            group.push_back(group_of(declaration_.fields[index], row.values[index]));
        for (Counted* counted : {&groups_[group], &total_}) {
            ++counted->rows;
            if (kind == ledger::StateKind::closed) ++counted->closed;
            add_sums(row, *counted);
        }
    }

    [[nodiscard]] ordered_json document(base::Date today) {
        fill_empty();
        ordered_json rows = ordered_json::array();
        for (const auto& [group, counted] : groups_) {
            ordered_json json;
            for (std::size_t i = 0; i < by_.size(); ++i)
                json["by"].push_back(group[i].empty() ? ordered_json(nullptr)
                                                      : ordered_json(group[i]));
            add_figures(counted, today, json);
            rows.push_back(std::move(json));
        }
        ordered_json total = ordered_json::object();
        add_figures(total_, today, total);
        ordered_json fields = ordered_json::array();
        for (const std::size_t index : by_) fields.push_back(field_json(index));
        return {
            {"register", declaration_.name}, {"fields", fields}, {"rows", rows}, {"total", total}};
    }

private:
    void add_sums(const registers::Row& row, Counted& counted) const {
        counted.sums.resize(sums_.size());
        for (std::size_t i = 0; i < sums_.size(); ++i)
            if (const auto* number = std::get_if<std::int64_t>(&row.values[sums_[i]]))
                counted.sums[i] += *number;
        if (latest_)
            if (const auto* day = std::get_if<std::string>(&row.values[*latest_]))
                counted.latest = std::max(counted.latest, *day);
    }

    // Every combination of what is known and what was met.
    void fill_empty() {
        std::vector<std::vector<std::string>> axes;
        std::size_t combinations = 1;
        for (std::size_t i = 0; i < by_.size(); ++i) {
            std::set<std::string> values;
            for (const auto& [group, counted] : groups_) values.insert(group[i]);
            for (auto& known : known_groups(declaration_.fields[by_[i]])) values.insert(known);
            axes.emplace_back(values.begin(), values.end());
            combinations *= axes.back().size();
        }
        if (combinations > rows_max) return;
        for (std::size_t n = 0; n < combinations; ++n) {
            std::vector<std::string> group;
            std::size_t rest = n;
            for (const auto& axis : axes) {
                group.push_back(axis[rest % axis.size()]);
                rest /= axis.size();
            }
            (void)groups_[group];
        }
    }

    void add_figures(const Counted& counted, base::Date today, ordered_json& json) const {
        json["rows"] = counted.rows;
        if (ledger_) json["closed"] = counted.closed;
        for (std::size_t i = 0; i < sums_.size(); ++i) {
            const auto& field = declaration_.fields[sums_[i]];
            const std::int64_t sum = counted.sums.empty() ? 0 : counted.sums[i];
            json["sums"][field.name] = registers::canonical_text(field, sum);
        }
        if (!latest_) return;
        const auto day = base::parse_date(counted.latest);
        json["latest"] = day ? ordered_json(counted.latest) : ordered_json(nullptr);
        json["days_since"] =
            day ? ordered_json(ledger::days_between(*day, today)) : ordered_json(nullptr);
    }

    [[nodiscard]] ordered_json field_json(std::size_t index) const {
        const auto& field = declaration_.fields[index];
        ordered_json codes = ordered_json::array();
        for (const auto& code : field.codes)
            codes.push_back(
                {{"value", code.value}, {"label", {{"zh", code.label.zh}, {"en", code.label.en}}}});
        return {{"name", field.name},
                {"label", {{"zh", field.label.zh}, {"en", field.label.en}}},
                {"codes", codes}};
    }

    const Declaration& declaration_;
    const ledger::Ledger* ledger_ = nullptr;
    std::vector<std::size_t> by_, sums_;
    std::optional<std::size_t> latest_;
    std::optional<programme::Expression> where_;
    std::map<std::vector<std::string>, Counted> groups_;
    Counted total_;
};

}  // namespace

std::string Ledgers::counts(const CountQuery& query, const people::Access& who) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        Counting counting(catalogue, query);
        people::Target about;
        about.register_name = query.register_name;
        store::for_each_row(
            connection, counting.declaration(),
            [&](const store::StoredRow& stored) { counting.add(stored.row); }, {}, query.scope,
            people::reach(who, people::Right::read, about));
        return counting.document(today).dump();
    });
}

}  // namespace app
