#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "across_rules.hpp"
#include "entries.hpp"
#include "payload.hpp"
#include "recipients.hpp"
#include "store/ledger_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

const ledger::Actor& system_actor() {
    static const ledger::Actor actor{"system", {}, {}, true};
    return actor;
}

constexpr std::size_t findings_listed_max = 100;

// Where a new version of a ledger numbers otherwise than with words for its kinds.
constexpr std::pair<const char*, const char*> former_numbers[] = {
    {"monthly_progress", "G31-{unit}-{period}"}};

// The daily look at every ledger: what comes round is opened, slips and reminders are issued. A
// pure function of the rows and the day: doing it again on the same day adds nothing.
class Evaluation {
public:
    Evaluation(const Context& context, base::Date day)
        : context_(context), moment_{day, context.catalogue.calendar} {}

    Handled run() {
        for (const auto& ledger : context_.catalogue.ledgers) {
            for (const auto& recurs : ledger.recurs) open_due(ledger, recurs);
            look_at(ledger);
        }
        const ordered_json findings = broken_rules();
        return {{"evaluate", base::format_date(moment_.today), "", context_.command.payload},
                ordered_json{{"date", base::format_date(moment_.today)},
                             {"entries", entries_},
                             {"opened", opened_},
                             {"slips", slips_},
                             {"reminders", reminders_},
                             {"broken", findings.size()},
                             {"findings", listed(findings)}}
                    .dump(),
                false};
    }

private:
    ordered_json broken_rules() const {
        ordered_json findings = ordered_json::array();
        for_each_broken(
            context_.connection, context_.catalogue, moment_.today,
            [](const across::Rule& rule) { return rule.at.empty(); },
            [&](const Broken& each) { findings.push_back(broken_json(each)); });
        return findings;
    }

    static ordered_json listed(const ordered_json& findings) {
        ordered_json first = ordered_json::array();
        for (const auto& each : findings)
            if (first.size() < findings_listed_max) first.push_back(each);
        return first;
    }

    // One entry for each row of the register it is made for, and each period that has begun.
    void open_due(const ledger::Ledger& ledger, const ledger::Recurrence& recurs) {
        const base::Date horizon =
            ledger::add_days(moment_.today, recurs.opens_days_before - recurs.days_after);
        const base::Date last = std::min(recurs.last, horizon);
        if (ledger::days_between(recurs.first, last) < 0) return;
        std::set<std::string> known;
        store::for_each_number(context_.connection, ledger.declaration,
                               [&](std::string_view number) { known.emplace(number); });
        const auto rows = recipients(recurs);
        store::RegisterWriter entries(context_.connection, ledger.declaration, context_.sequence,
                                      std::nullopt);
        const auto& steps = context_.catalogue.declaration("entry_step");
        store::RegisterWriter history(context_.connection, steps, context_.sequence, std::nullopt);
        const ledger::Ledger former = with_former_numbers(ledger);
        for (const auto& occurrence : ledger::occurrences(recurs.rhythm, recurs.first, last)) {
            if (ledger::days_between(occurrence.due, horizon) < 0) continue;
            for (const auto& [region, unit] : rows) {
                const ledger::NumberFacts facts{region, unit, occurrence.period, moment_.today,
                                                recurs.kind};
                const auto number_by = [&](const ledger::Ledger& by) {
                    return ledger::number_with(ledger::number_parts(by, facts), 0);
                };
                const std::string number = number_by(ledger);
                if (known.contains(number_by(former)) || !known.insert(number).second) continue;
                const auto moved = ledger::open_entry(
                    ledger, number, opening(ledger, recurs, region, unit, occurrence),
                    system_actor(), moment_);
                history.add(step_row(steps, ledger, moved));
                entries.add(moved.row);
                ++opened_;
            }
        }
        (void)entries.finish();
        (void)history.finish();
        recompute(context_, ledger.declaration.name, &entries.dirty());
        recompute(context_, steps.name, &history.dirty());
    }

    // As numbers were in a version before: what was opened under them is not opened again.
    static ledger::Ledger with_former_numbers(ledger::Ledger ledger) {
        std::string& pattern = ledger.number.pattern;
        for (const auto& [name, former] : former_numbers)
            if (ledger.declaration.name == name) pattern = former;
        const auto at = pattern.find("{kind:");
        if (at != std::string::npos) pattern.replace(at, pattern.find('}', at) + 1 - at, "{kind}");
        return ledger;
    }

    std::vector<Recipient> recipients(const ledger::Recurrence& recurs) const {
        auto all = find_recipients(
            context_, {recurs.each, recurs.where_text, recurs.region_field, recurs.unit_field});
        std::erase_if(all, [&](const Recipient& recipient) {
            return !is_in_programme(recurs.programme, recipient.region);
        });
        return all;
    }

    bool is_in_programme(const std::string& code, const std::string& region) const {
        if (code.empty()) return true;
        for (const RuleVersion& rules : context_.catalogue.rules)
            if (rules.programme.code == code)
                for (const std::string& scope : rules.programme.scope)
                    if (registers::is_in_scope(region, scope)) return true;
        return false;
    }

    static ledger::Attempt opening(const ledger::Ledger& ledger, const ledger::Recurrence& recurs,
                                   const std::string& region, const std::string& unit,
                                   const ledger::Occurrence& occurrence) {
        ledger::Attempt attempt;
        const auto& declaration = ledger.declaration;
        attempt.values.values.resize(declaration.fields.size());
        attempt.present.resize(declaration.fields.size());
        const auto set = [&](const char* name, const std::string& text) {
            const auto index = declaration.find(name);
            if (!index || text.empty()) return;
            attempt.values.values[*index] = text;
            attempt.present[*index] = true;
        };
        set("region", region);
        set("unit", unit);
        set("due_on", base::format_date(ledger::add_days(occurrence.due, recurs.days_after)));
        set("period", occurrence.period);
        set("kind", recurs.kind);
        set("programme", recurs.programme);
        return attempt;
    }

    void look_at(const ledger::Ledger& ledger) {
        const auto& declaration = context_.catalogue.declaration("reminder");
        std::map<std::string, std::int64_t> sent;
        store::for_each_reminder(context_.connection, ledger.declaration.name,
                                 [&](std::string key, std::int64_t serial) {
                                     sent.emplace_hint(sent.end(), std::move(key), serial);
                                 });
        store::RegisterWriter writer(context_.connection, declaration, context_.sequence,
                                     std::nullopt);
        store::for_each_open(
            context_.connection, ledger.declaration, [&](const registers::Row& entry) {
                ++entries_;
                context_.work.advance();
                for (const auto& notice : ledger::notices(ledger, entry, moment_.today)) {
                    const auto it = sent.find(notice.key());
                    if (it != sent.end() && it->second >= notice.serial) continue;
                    writer.add(notice_row(declaration, ledger, notice));
                    ++(notice.kind == "reminder" ? reminders_ : slips_);
                }
            });
        (void)writer.finish();
        recompute(context_, declaration.name, &writer.dirty());
    }

    registers::Row notice_row(const registers::Declaration& declaration,
                              const ledger::Ledger& ledger, const ledger::Notice& notice) const {
        registers::Row row;
        row.values.resize(declaration.fields.size());
        const auto set = [&](const char* name, const std::string& text) {
            if (!text.empty()) row.values[declaration.find(name).value()] = text;
        };
        set("ledger", ledger.declaration.name);
        set("number", notice.number);
        set("cycle", notice.cycle);
        set("kind", notice.kind);
        row.values[declaration.find("serial").value()] = notice.serial;
        set("region", notice.region);
        set("unit", notice.unit);
        set("level", notice.level);
        if (notice.due) set("due_on", base::format_date(*notice.due));
        set("issued_on", base::format_date(moment_.today));
        return row;
    }

    const Context& context_;
    ledger::Moment moment_;
    std::int64_t entries_ = 0, opened_ = 0, slips_ = 0, reminders_ = 0;
};

}  // namespace

Handled handle_evaluate(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string text = text_of(payload, "date");
    const base::Date today = today_of(context);
    const auto day = text.empty() ? std::optional(today) : base::parse_date(text);
    if (!day || *day > today)
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"日期“" + text + "”应写作 2020-06-30，且不晚于今天。",
             "The date \"" + text + "\" must be written as 2020-06-30 and not lie in the future."});
    return Evaluation(context, *day).run();
}

}  // namespace app
