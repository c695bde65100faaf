#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "evidence_object.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "settlement_writing.hpp"

namespace app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

[[noreturn]] void refuse(base::ErrorKind kind, const std::string& zh, const std::string& en) {
    throw base::Error(kind, {zh, en});
}

/// One decision of staff: what it is about is checked, it is kept, and the scope is written anew.
class Correcting {
public:
    explicit Correcting(const Context& context)
        : context_(context),
          payload_(parse_payload(context.command.payload)),
          kind_(required_text(payload_, "kind")),
          all_(correction_rows(context.connection, context.catalogue, {})) {}

    Handled run() {
        if (kind_ == "withdraw")
            withdraw();
        else
            decide();
        for (const CorrectionRow& row : kept_)
            write_row(context_, correction_register,
                      to_row(context_.catalogue.declaration(correction_register), row));
        take_over_kept();
        const auto after = write_settlements(context_, state_, run_);
        return {{"settlements.correct", std::to_string(kept_.front().number), "",
                 context_.command.payload},
                answer(after),
                false};
    }

private:
    void withdraw() {
        const std::int64_t number = required_integer(payload_, "correction");
        const auto wanted = std::ranges::find(all_, number, &CorrectionRow::number);
        if (wanted == all_.end())
            refuse(base::ErrorKind::not_found, "没有更正 " + std::to_string(number) + "。",
                   "There is no correction " + std::to_string(number) + ".");
        if (wanted->part_of != 0 || !wanted->withdrawn_on.empty())
            refuse(base::ErrorKind::conflict,
                   wanted->part_of != 0
                       ? "这是更正 " + std::to_string(wanted->part_of) + " 的一部分，请撤回整项。"
                       : "更正 " + std::to_string(number) + " 已经撤回过。",
                   wanted->part_of != 0
                       ? "This is part of correction " + std::to_string(wanted->part_of) +
                             ": withdraw all of it."
                       : "Correction " + std::to_string(number) + " was withdrawn before.");
        require_writable(wanted->region);
        load_scope(wanted->region);
        for (CorrectionRow row : all_)
            if (row.number == number || row.part_of == number) {
                require_writable(row.region);
                row.withdrawn_on = base::format_date(today_of(context_));
                kept_.push_back(row);
            }
    }

    void decide() {
        if (kind_ == "confirm" || kind_ == "reject")
            about_one();
        else if (kind_ == "rename")
            rename();
        else if (kind_ == "merge")
            merge();
        else if (kind_ == "split")
            split();
        else if (kind_ == "assign")
            assign();
        else
            refuse(base::ErrorKind::invalid_input,
                   "更正应为 confirm、rename、merge、split、assign、reject 或 withdraw。",
                   "A correction is confirm, rename, merge, split, assign, reject or withdraw.");
    }

    void about_one() { keep(kind_, settlement("settlement").region); }

    void rename() {
        const std::string name = required_text(payload_, "name");
        constexpr std::size_t characters_max = 60;
        if (name.empty() || base::count_characters(name) > characters_max)
            refuse(base::ErrorKind::invalid_input, "名称应为 1 至 60 个字符。",
                   "A name has 1 to 60 characters.");
        keep(kind_, settlement("settlement").region).name = name;
    }

    void merge() {
        const SettlementRow& into = settlement("settlement");
        const std::int64_t from = required_integer(payload_, "other");
        if (from == into.number)
            refuse(base::ErrorKind::invalid_input, "聚居点不能与自己合并。",
                   "A settlement is not merged with itself.");
        const SettlementRow& other = standing(from);
        require_writable(other.region);
        keep(kind_, into.region).other = from;
    }

    void split() {
        const SettlementRow& from = settlement("settlement");
        const auto households = named_households();
        for (const std::uint64_t id : households)
            if (household(id).settlement != static_cast<std::uint32_t>(from.number))
                refuse(base::ErrorKind::conflict,
                       name_of(id) + " 不在聚居点 " + std::to_string(from.number) + " 中。",
                       "Household " + name_of(id) + " is not in settlement " +
                           std::to_string(from.number) + ".");
        if (static_cast<std::int64_t>(households.size()) >= from.households)
            refuse(base::ErrorKind::invalid_input, "拆分后原聚居点至少应留下一户。",
                   "At least one household stays in the settlement that is split.");
        const std::int64_t fresh = highest_settlement() + 1;
        const std::int64_t whole = keep(kind_, from.region).number;
        kept_.back().other = fresh;
        for (const std::uint64_t id : households) keep_assignment(id, fresh, whole);
    }

    void assign() {
        const bool to_none = !payload_.contains("settlement");
        const auto households = named_households_anywhere();
        const std::int64_t target = to_none ? 0 : settlement("settlement").number;
        std::int64_t whole = 0;
        for (const std::uint64_t id : households) {
            require_writable(household(id).region);
            if (household(id).settlement == static_cast<std::uint32_t>(target))
                refuse(base::ErrorKind::conflict, name_of(id) + " 已经是这样，无需调整。",
                       "Household " + name_of(id) + " stands there already.");
            keep_assignment(id, target, whole);
            if (whole == 0) whole = kept_.back().number;
        }
    }

    CorrectionRow& keep(const std::string& kind, const std::string& region) {
        CorrectionRow row;
        row.number = next_correction();
        row.region = region;
        row.kind = kind;
        row.settlement = about_;
        row.reason = text_of(payload_, "reason");
        row.made_on = base::format_date(today_of(context_));
        kept_.push_back(row);
        return kept_.back();
    }

    // A household keeps its own village, so that the correction follows it through reforms.
    void keep_assignment(std::uint64_t id, std::int64_t target, std::int64_t whole) {
        CorrectionRow& row = keep("assign", household(id).region);
        row.settlement = target;
        row.other = household(id).settlement;
        row.household = household(id).number;
        row.part_of = whole;
    }

    [[nodiscard]] std::int64_t next_correction() const {
        const auto& last = kept_.empty() ? all_ : kept_;
        return last.empty() ? 1 : last.back().number + 1;
    }

    [[nodiscard]] std::int64_t highest_settlement() const {
        std::int64_t highest = 0;
        for (const RunRow& run : run_rows(context_.connection, context_.catalogue, {}))
            highest = std::max(highest, run.last_number);
        for (const CorrectionRow& each : all_)
            if (each.kind == "split") highest = std::max(highest, each.other);
        return highest;
    }

    // The settlement that the command is about; the scope of its run is loaded.
    const SettlementRow& settlement(const char* key) {
        about_ = required_integer(payload_, key);
        for (const SettlementRow& row :
             settlement_rows(context_.connection, context_.catalogue, {}))
            if (row.number == about_) {
                require_writable(row.region);
                load_scope(row.region);
                return standing(about_);
            }
        refuse_missing(about_);
    }

    const SettlementRow& standing(std::int64_t number) const {
        const auto found = std::ranges::find(state_.settlements, number, &SettlementRow::number);
        if (found == state_.settlements.end()) refuse_missing(number);
        return *found;
    }

    [[noreturn]] static void refuse_missing(std::int64_t number) {
        refuse(base::ErrorKind::not_found,
               "现在没有聚居点 " + std::to_string(number) + "（可能已被合并或重新测算）。",
               "There is no settlement " + std::to_string(number) +
                   " now; it may have been merged, or a new run found none.");
    }

    // All settlements of a scope are of its latest run.
    void load_scope(const std::string& region) {
        if (run_.number != 0) return;
        for (const RunRow& run : run_rows(context_.connection, context_.catalogue, {}))
            if (registers::is_in_scope(region, run.region)) run_ = run;
        if (run_.number == 0)
            refuse(base::ErrorKind::conflict, "这里还没有测算过聚居点。",
                   "Settlements have not been computed here yet.");
        state_ = load_settlements(context_.connection, context_.catalogue, {run_.region});
    }

    void require_writable(const std::string& region) const {
        if (!writable(context_, settlement_register).covers(region))
            refuse(base::ErrorKind::forbidden, "这超出了您的授权范围，没有执行。",
                   "This reaches beyond what you have been granted. Nothing was done.");
    }

    // Those that are to be moved say themselves where that is.
    std::vector<std::uint64_t> named_households_anywhere() {
        load_scope(household_key(listed().front()).first);
        return named_households();
    }

    const json& listed() const {
        const auto list = payload_.find("households");
        if (list == payload_.end() || !list->is_array() || list->empty())
            refuse(base::ErrorKind::invalid_input,
                   "households 应列出至少一户，写作“村代码/户编号”。",
                   "households lists at least one household, as \"village code/number\".");
        return *list;
    }

    std::vector<std::uint64_t> named_households() const {
        std::vector<std::uint64_t> ids;
        for (const json& each : listed()) {
            const auto [region, number] = household_key(each);
            const std::uint64_t id = household_id(state_, region, number);
            if (id == 0 || household(id).found == 0)
                refuse(base::ErrorKind::not_found,
                       "户 " + each.get<std::string>() + " 不在任何测算所得的聚居点中，不能调整。",
                       "Household " + each.get<std::string>() +
                           " is in no settlement that was found, so it cannot be moved.");
            ids.push_back(id);
        }
        std::ranges::sort(ids);
        const auto twice = std::ranges::unique(ids);
        ids.erase(twice.begin(), twice.end());
        return ids;
    }

    [[nodiscard]] std::pair<std::string, std::string> household_key(const json& text) const {
        const auto key =
            parse_object_key(context_.catalogue.declaration("household"), text.get<std::string>());
        return {std::get<std::string>(key[0]), std::get<std::string>(key[1])};
    }

    [[nodiscard]] const SettledHousehold& household(std::uint64_t id) const {
        return state_.households[id - 1];
    }
    [[nodiscard]] std::string name_of(std::uint64_t id) const {
        return household(id).region + "/" + household(id).number;
    }

    void take_over_kept() {
        for (const CorrectionRow& row : kept_) {
            const auto known =
                std::ranges::find(state_.corrections, row.number, &CorrectionRow::number);
            if (known == state_.corrections.end())
                state_.corrections.push_back(row);
            else
                *known = row;
        }
    }

    [[nodiscard]] std::string answer(const std::vector<settlements::Membership>& after) const {
        ordered_json touched = ordered_json::array();
        for (const std::int64_t number : {kept_.front().settlement, kept_.front().other}) {
            if (number == 0) continue;
            const auto one = std::ranges::find(after, static_cast<std::uint32_t>(number),
                                               &settlements::Membership::number);
            touched.push_back(
                {{"number", number}, {"households", one == after.end() ? 0 : one->members.size()}});
        }
        return ordered_json{{"correction", kept_.front().number}, {"settlements", touched}}.dump();
    }

    const Context& context_;
    json payload_;
    std::string kind_;
    std::vector<CorrectionRow> all_, kept_;
    std::int64_t about_ = 0;
    RunRow run_;
    SettlementState state_;
};

}  // namespace

Handled handle_correct_settlement(const Context& context) {
    return Correcting(context).run();
}

}  // namespace app
