#include "ledger/entry.hpp"

#include <algorithm>

#include "entry_values.hpp"

namespace ledger {
namespace {

using base::ErrorKind;
using registers::Row;

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

const registers::Field& field(const Ledger& ledger, std::string_view name) {
    return ledger.declaration.fields[ledger.declaration.find(name).value()];
}

std::string quoted(const std::string& text) {
    return "“" + text + "”";
}

// What is given, put into the row; only fields of `allowed`.
void set_given(const Ledger& ledger, const Attempt& attempt,
               const std::vector<std::string>& allowed, const std::vector<std::string>& also,
               Row& row) {
    const auto& fields = ledger.declaration.fields;
    row.values.resize(fields.size());
    for (std::size_t i = 0; i < fields.size() && i < attempt.present.size(); ++i) {
        if (!attempt.present[i]) continue;
        if (!contains(allowed, fields[i].name) && !contains(also, fields[i].name))
            refuse(ErrorKind::invalid_input,
                   "本环节不能填写" + quoted(fields[i].label.zh) + "（" + fields[i].name + "）。",
                   "This step does not set " + fields[i].label.en + " (" + fields[i].name + ").");
        row.values[i] = attempt.values.values.at(i);
    }
    if (!attempt.values.geometry_wkb.empty()) row.geometry_wkb = attempt.values.geometry_wkb;
}

bool is_filled(const registers::Field& f, const registers::Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return false;
    const auto* text = std::get_if<std::string>(&value);
    return !text ||
           (!text->empty() && !(f.type == registers::FieldType::fact && *text == "unknown"));
}

void require_filled(const Ledger& ledger, const Row& row, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const auto& f = field(ledger, name);
        if (is_filled(f, row.values[*ledger.declaration.find(name)])) continue;
        refuse(ErrorKind::invalid_input,
               "办理本环节须填写" + quoted(f.label.zh) + "（" + name + "）。",
               "This step needs " + f.label.en + " (" + name + ").");
    }
}

void require_rules(const Ledger& ledger, const Row& row, const std::vector<Rule>& rules) {
    for (const Rule& rule : rules)
        if (!programme::matches(rule.condition, ledger.declaration, row))
            throw base::Error(ErrorKind::invalid_input, rule.otherwise);
}

void require_passed(const Ledger& ledger, const Row& row, const Step& step, const Moment& moment) {
    const auto first = limit_end(ledger, row, *step.not_before, moment);
    if (first && days_between(*first, moment.today) >= 0) return;
    const std::string day = first ? base::format_date(*first) : std::string("—");
    refuse(ErrorKind::conflict, quoted(step.label.zh) + "最早可在 " + day + " 办理。",
           "\"" + step.label.en + "\" can be done on " + day + " at the earliest.");
}

void require_moving(const Ledger& ledger, const Row& entry) {
    if (date_of(ledger, entry, "paused_on"))
        refuse(ErrorKind::conflict, "该事项已中止，恢复后才能办理。",
               "The entry is paused; it must be resumed first.");
    if (!text_of(ledger, entry, "request").empty())
        refuse(ErrorKind::conflict, "该事项有一项申请待批，批复后才能办理。",
               "A request waits for a decision on this entry; it must be decided first.");
}

void require_state(const Ledger& ledger, const Step& step, const Row& entry) {
    const std::string now = text_of(ledger, entry, "state");
    if (contains(step.from, now)) return;
    const State& state = ledger.state(now);
    refuse(ErrorKind::conflict,
           "该事项现为" + quoted(state.label.zh) + "，不能办理" + quoted(step.label.zh) + "。",
           "The entry is \"" + state.label.en + "\"; \"" + step.label.en +
               "\" cannot be done from there.");
}

// Where the present run of the entry begins: after it was last opened again.
std::span<const Done> present_run(const Ledger& ledger, std::span<const Done> history) {
    for (std::size_t i = history.size(); i > 0; --i) {
        const Step* step = ledger.find_step(history[i - 1].step);
        if (step && step->counts == Counts::reopened) return history.subspan(i);
    }
    return history;
}

void require_second_person(const Ledger& ledger, const Step& step, std::span<const Done> run,
                           const Actor& actor) {
    if (step.not_by.empty()) return;
    bool done_before = false;
    for (const Done& done : run) {
        if (!contains(step.not_by, done.step)) continue;
        done_before = true;
        const bool same_unit = step.other_unit && !actor.unit.empty() && done.unit == actor.unit;
        if (done.user != actor.user && !same_unit) continue;
        const std::string before = ledger.find_step(done.step)->label.zh;
        refuse(ErrorKind::forbidden,
               same_unit && done.user != actor.user
                   ? "您的单位已办理过" + quoted(before) + "，本环节须由另一单位办理。"
                   : "您本人已办理过" + quoted(before) + "，本环节须由另一人办理。",
               same_unit && done.user != actor.user
                   ? "Your unit did the earlier step; another unit must do this one."
                   : "You did the earlier step yourself; another person must do this one.");
    }
    if (!done_before)
        refuse(ErrorKind::conflict, "前一环节尚未办理，不能办理" + quoted(step.label.zh) + "。",
               "The step before \"" + step.label.en + "\" has not been done.");
}

void require_evidence(const Step& step, std::span<const Done> run, const Attempt& attempt,
                      bool closes) {
    const int given = static_cast<int>(attempt.evidence.size());
    if (step.evidence && given < step.evidence->least)
        refuse(ErrorKind::invalid_input,
               "本环节需要 " + std::to_string(step.evidence->least) + " 份佐证：" +
                   step.evidence->why.zh + "。",
               "This step needs evidence (" + std::to_string(step.evidence->least) +
                   "): " + step.evidence->why.en + ".");
    const bool any = given > 0 || std::any_of(run.begin(), run.end(), [](const Done& done) {
                         return !done.evidence.empty();
                     });
    if (closes && !any)
        refuse(ErrorKind::invalid_input, "没有任何佐证材料，不能销号。",
               "The entry cannot be closed without any evidence.");
}

std::string joined(const std::vector<std::string>& numbers, const char* between) {
    std::string list;
    for (const std::string& number : numbers) list += (list.empty() ? "" : between) + number;
    return list;
}

void require_ends(const Circumstances& circumstances) {
    if (!circumstances.open_children.empty())
        refuse(
            ErrorKind::conflict,
            "下级事项尚未办结：" + joined(circumstances.open_children, "、") + "。",
            "Entries below it are not closed: " + joined(circumstances.open_children, ", ") + ".");
    if (!circumstances.open_before.empty())
        refuse(ErrorKind::conflict,
               "前置事项尚未办结：" + joined(circumstances.open_before, "、") + "。",
               "Entries that must close first are open: " +
                   joined(circumstances.open_before, ", ") + ".");
}

void enter_state(const Ledger& ledger, const Step& step, const Moment& moment, Row& row) {
    const State& to = ledger.state(step.to);
    set_text(ledger, row, "state", step.to);
    const bool ends = to.kind == StateKind::closed || to.kind == StateKind::dropped;
    set_date(ledger, row, "closed_on", ends ? std::optional(moment.today) : std::nullopt);
    set_date(ledger, row, "step_due_on",
             step.limit ? limit_end(ledger, row, *step.limit, moment) : std::nullopt);
}

}  // namespace

Moved open_entry(const Ledger& ledger, const std::string& number, const Attempt& attempt,
                 const Actor& actor, const Moment& moment) {
    // Nobody has a role where nothing is said.
    if (text_of(ledger, attempt.values, "region").empty())
        refuse(base::ErrorKind::invalid_input, "请先选择区划。", "Choose a region first.");
    require_role(ledger.open_who, actor, {"登记", "open"});
    std::vector<std::string> allowed = {"region", "unit", "due_on", "parent"};
    const std::size_t standard = registers::entry_fields({}, {}).size();
    for (std::size_t i = standard; i < ledger.declaration.fields.size(); ++i)
        allowed.push_back(ledger.declaration.fields[i].name);
    Row row;
    set_given(ledger, attempt, allowed, {}, row);
    require_filled(ledger, row, {"region"});
    require_filled(ledger, row, ledger.open_set);
    for (std::size_t i = standard; i < ledger.declaration.fields.size(); ++i) {
        const auto& f = ledger.declaration.fields[i];
        if (f.required) require_filled(ledger, row, {f.name});
        if (f.type == registers::FieldType::fact &&
            std::holds_alternative<std::monostate>(row.values[i]))
            row.values[i] = std::string("unknown");
    }
    set_text(ledger, row, "number", number);
    set_text(ledger, row, "state", ledger.start);
    set_date(ledger, row, "opened_on", moment.today);
    if (!date_of(ledger, row, "due_on") && ledger.due)
        set_date(ledger, row, "due_on", limit_end(ledger, row, *ledger.due, moment));
    if (ledger.first_limit)
        set_date(ledger, row, "step_due_on", limit_end(ledger, row, *ledger.first_limit, moment));
    for (const char* counter : {"returned", "transferred", "extended", "reopened"})
        row.values[*ledger.declaration.find(counter)] = std::int64_t{0};
    add_one(ledger, row, "steps");
    set_date(ledger, row, "moved_on", moment.today);
    Done done = next_done(ledger, row, {}, "open", actor, moment);
    done.from.clear();
    done.due.reset();
    done.note = attempt.note;
    done.evidence = attempt.evidence;
    return {std::move(row), std::move(done)};
}

Moved take_step(const Ledger& ledger, const Row& entry, std::span<const Done> history,
                const Attempt& attempt, const Actor& actor, const Moment& moment,
                const Circumstances& circumstances) {
    const Step* step = ledger.find_step(attempt.step);
    if (!step)
        refuse(ErrorKind::invalid_input, "没有环节" + quoted(attempt.step) + "。",
               "There is no step \"" + attempt.step + "\".");
    require_role(step->who, actor, step->label);
    if (step->own_unit && !actor.every_role && actor.unit != text_of(ledger, entry, "unit"))
        refuse(ErrorKind::forbidden, "本环节须由责任单位办理。",
               "Only the responsible unit does this step.");
    require_moving(ledger, entry);
    require_state(ledger, *step, entry);
    const auto run = present_run(ledger, history);
    const bool closes = !step->to.empty() && ledger.state(step->to).kind == StateKind::closed;
    require_second_person(ledger, *step, run, actor);
    Row row = entry;
    set_given(ledger, attempt, step->may_set, step->must_set, row);
    for (const std::string& name : step->stamps) set_date(ledger, row, name, moment.today);
    require_filled(ledger, row, step->must_set);
    require_rules(ledger, row, step->rules);
    require_evidence(*step, run, attempt, closes && !ledger.is_record);
    if (step->not_before) require_passed(ledger, row, *step, moment);
    if (step->note && attempt.note.empty())
        refuse(ErrorKind::invalid_input, "请写明原因或意见。", "A note saying why is needed.");
    if (closes) require_ends(circumstances);
    Done done = next_done(ledger, entry, history, step->name, actor, moment);
    done.note = attempt.note;
    done.evidence = attempt.evidence;
    if (!step->to.empty()) {
        enter_state(ledger, *step, moment, row);
        done.to = step->to;
    }
    if (step->new_limit)
        set_date(ledger, row, "due_on", limit_end(ledger, row, *step->new_limit, moment));
    if (step->counts == Counts::returned) add_one(ledger, row, "returned");
    if (step->counts == Counts::reopened) add_one(ledger, row, "reopened");
    add_one(ledger, row, "steps");
    set_date(ledger, row, "moved_on", moment.today);
    return {std::move(row), std::move(done)};
}

std::vector<const Step*> open_steps(const Ledger& ledger, const Row& entry, const Actor& actor) {
    std::vector<const Step*> result;
    const std::string state = text_of(ledger, entry, "state");
    if (date_of(ledger, entry, "paused_on") || !text_of(ledger, entry, "request").empty())
        return result;
    for (const Step& step : ledger.steps) {
        if (!contains(step.from, state)) continue;
        const bool holds = actor.every_role ||
                           std::any_of(step.who.begin(), step.who.end(), [&](const auto& role) {
                               return contains(actor.roles, role);
                           });
        if (holds) result.push_back(&step);
    }
    return result;
}

}  // namespace ledger
