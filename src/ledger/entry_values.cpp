#include "entry_values.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace ledger {
namespace {

registers::Value& value_at(const Ledger& ledger, registers::Row& entry, std::string_view field) {
    const auto& declaration = ledger.declaration;
    if (entry.values.size() < declaration.fields.size())
        entry.values.resize(declaration.fields.size());
    return entry.values.at(declaration.find(field).value());
}

const registers::Value* value_of(const Ledger& ledger, const registers::Row& entry,
                                 std::string_view field) {
    const auto index = ledger.declaration.find(field);
    return index && *index < entry.values.size() ? &entry.values[*index] : nullptr;
}

void replace(std::string& text, std::string_view token, const std::string& value) {
    for (std::size_t at = text.find(token); at != std::string::npos; at = text.find(token, at))
        text.replace(at, token.size(), value);
}

}  // namespace

std::string text_of(const Ledger& ledger, const registers::Row& entry, std::string_view field) {
    const auto* value = value_of(ledger, entry, field);
    const auto* text = value ? std::get_if<std::string>(value) : nullptr;
    return text ? *text : std::string{};
}

std::optional<base::Date> date_of(const Ledger& ledger, const registers::Row& entry,
                                  std::string_view field) {
    // A moment begins with its day.
    return base::parse_date(text_of(ledger, entry, field).substr(0, 10));
}

std::int64_t whole_of(const Ledger& ledger, const registers::Row& entry, std::string_view field) {
    const auto* value = value_of(ledger, entry, field);
    const auto* number = value ? std::get_if<std::int64_t>(value) : nullptr;
    return number ? *number : 0;
}

void set_text(const Ledger& ledger, registers::Row& entry, std::string_view field,
              std::string text) {
    value_at(ledger, entry, field) =
        text.empty() ? registers::Value{} : registers::Value{std::move(text)};
}

void set_date(const Ledger& ledger, registers::Row& entry, std::string_view field,
              std::optional<base::Date> date) {
    set_text(ledger, entry, field, date ? base::format_date(*date) : std::string{});
}

void add_one(const Ledger& ledger, registers::Row& entry, std::string_view field) {
    value_at(ledger, entry, field) = whole_of(ledger, entry, field) + 1;
}

std::optional<base::Date> limit_end(const Ledger& ledger, const registers::Row& entry,
                                    const Limit& limit, const Moment& moment) {
    const auto begin =
        limit.from.empty() ? std::optional(moment.today) : date_of(ledger, entry, limit.from);
    if (!begin) return std::nullopt;
    std::int64_t days = limit.days;
    if (!limit.by.empty()) {
        const auto found = limit.cases.find(text_of(ledger, entry, limit.by));
        if (found == limit.cases.end()) return std::nullopt;
        days = found->second;
    }
    return limit.working ? add_working_days(moment.calendar, *begin, days) : add_days(*begin, days);
}

void refuse(base::ErrorKind kind, const std::string& zh, const std::string& en) {
    throw base::Error(kind, {zh, en});
}

void require_role(const std::vector<std::string>& roles, const Actor& actor,
                  const base::Text& what) {
    const bool holds =
        actor.every_role || std::any_of(roles.begin(), roles.end(), [&](const std::string& role) {
            return std::find(actor.roles.begin(), actor.roles.end(), role) != actor.roles.end();
        });
    if (holds) return;
    std::string list;
    for (const std::string& role : roles) list += (list.empty() ? "" : ", ") + role;
    refuse(base::ErrorKind::forbidden, "您在此处没有办理“" + what.zh + "”的角色（" + list + "）。",
           "You hold no role here to do \"" + what.en + "\" (" + list + ").");
}

Done next_done(const Ledger& ledger, const registers::Row& entry, std::span<const Done> history,
               const std::string& step, const Actor& actor, const Moment& moment) {
    Done done;
    done.serial = static_cast<std::int64_t>(history.size()) + 1;
    done.step = step;
    done.from = text_of(ledger, entry, "state");
    done.to = done.from;
    done.user = actor.user;
    done.unit = actor.unit;
    done.on = moment.today;
    done.due = date_of(ledger, entry, "step_due_on");
    if (!done.due) done.due = date_of(ledger, entry, "due_on");
    return done;
}

namespace {

// `{kind:quarter_list=QD,…}` says what stands for each value; `{kind}` alone is the value itself.
void replace_kind(std::string& text, const std::string& kind) {
    replace(text, "{kind}", kind);
    const std::size_t at = text.find("{kind:");
    if (at == std::string::npos) return;
    const std::size_t end = std::min(text.find('}', at), text.size() - 1);
    std::string word = kind;
    for (const auto& each : base::split(text.substr(at + 6, end - at - 6), ','))
        if (each.starts_with(kind + "=")) word = each.substr(kind.size() + 1);
    text.replace(at, end + 1 - at, word);
}

}  // namespace

NumberParts number_parts(const Ledger& ledger, const NumberFacts& facts) {
    std::string text = ledger.number.pattern;
    const auto digits = [&](std::size_t count) { return facts.region.substr(0, count); };
    replace(text, "{year}", base::format_date(facts.today).substr(0, 4));
    replace(text, "{county}", digits(6));
    replace(text, "{township}", digits(9));
    replace(text, "{village}", digits(12));
    replace(text, "{unit}", facts.unit);
    replace(text, "{period}", facts.period);
    replace_kind(text, facts.kind);
    const std::size_t at = text.find("{serial");
    if (at == std::string::npos) return {text, {}, 0};
    const std::size_t end = std::min(text.find('}', at), text.size() - 1);
    const bool wide = text[at + 7] == ':';
    const int width = wide ? std::clamp(std::atoi(text.c_str() + at + 8), 1, 9) : 1;
    return {text.substr(0, at), text.substr(end + 1), width};
}

std::string number_with(const NumberParts& parts, std::int64_t serial) {
    if (parts.serial_width == 0) return parts.before;
    std::string digits = std::to_string(serial);
    while (digits.size() < static_cast<std::size_t>(parts.serial_width)) digits.insert(0, "0");
    return parts.before + digits + parts.after;
}

Light entry_light(const Ledger& ledger, const registers::Row& entry, base::Date today) {
    const State& state = ledger.state(text_of(ledger, entry, "state"));
    const StateKind kind = state.kind;
    if (kind == StateKind::dropped || date_of(ledger, entry, "paused_on")) return Light::grey;
    Dated dated;
    dated.done = kind == StateKind::closed;
    if (!ledger.begin_field.empty()) dated.begin = date_of(ledger, entry, ledger.begin_field);
    if (!dated.begin) dated.begin = date_of(ledger, entry, "opened_on");
    if (!state.meets_due) dated.due = date_of(ledger, entry, "due_on");
    const auto step_due = date_of(ledger, entry, "step_due_on");
    if (state.meets_due && !step_due) dated.done = true;
    dated.soft = !ledger.soft_field.empty() && text_of(ledger, entry, ledger.soft_field) == "yes";
    if (step_due && (!dated.due || days_between(*step_due, *dated.due) > 0)) dated.due = step_due;
    const auto whole_due = date_of(ledger, entry, "due_on");
    const bool whole_passed = whole_due && days_between(*whole_due, today) > 0;
    if (state.soft && (!step_due || !whole_passed)) dated.soft = true;
    if (!ledger.whole_field.empty()) {
        dated.progress = whole_of(ledger, entry, ledger.progress_field);
        dated.whole = whole_of(ledger, entry, ledger.whole_field);
    }
    return light_on(dated, today, ledger.lights);
}

}  // namespace ledger
