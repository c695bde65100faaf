#include <algorithm>

#include "entry_values.hpp"
#include "ledger/entry.hpp"

namespace ledger {
namespace {

using base::ErrorKind;
using registers::Row;

base::Text kind_label(RequestKind kind) {
    switch (kind) {
        case RequestKind::extend:
            return {"延期", "extend"};
        case RequestKind::transfer:
            return {"移交", "transfer"};
        case RequestKind::pause:
            return {"中止", "pause"};
        case RequestKind::drop:
            return {"作废（撤回）", "drop"};
    }
    return {};
}

const Request& request_of(const Ledger& ledger, RequestKind kind) {
    const Request* request = ledger.find_request(kind);
    if (!request)
        refuse(ErrorKind::invalid_input, "本台账不办理“" + kind_label(kind).zh + "”。",
               "This ledger knows no request to " + kind_label(kind).en + ".");
    return *request;
}

void require_open(const Ledger& ledger, const Row& entry) {
    const State& state = ledger.state(text_of(ledger, entry, "state"));
    if (state.kind == StateKind::open || state.kind == StateKind::waiting) return;
    refuse(ErrorKind::conflict, "该事项已是“" + state.label.zh + "”。",
           "The entry is \"" + state.label.en + "\" already.");
}

std::int64_t times_granted(std::span<const Done> history, RequestKind kind) {
    const std::string step = "grant." + std::string(to_string(kind));
    return std::count_if(history.begin(), history.end(),
                         [&](const Done& done) { return done.step == step; });
}

void check_extension(const Ledger& ledger, const Request& request, const Row& entry,
                     const std::string& value) {
    const auto wanted = base::parse_date(value);
    const auto due = date_of(ledger, entry, "due_on");
    if (!wanted || !due || days_between(*due, *wanted) <= 0)
        refuse(ErrorKind::invalid_input, "延期后的时限应晚于现时限，写作 2020-07-31。",
               "The new date must lie after the present one and be written as 2020-07-31.");
    if (request.days_max > 0 && days_between(*due, *wanted) > request.days_max)
        refuse(ErrorKind::invalid_input,
               "一次延期不得超过 " + std::to_string(request.days_max) + " 天。",
               "An extension is at most " + std::to_string(request.days_max) + " days.");
}

void check_share(const Request& request, const Share& share) {
    if (!request.share) return;
    // granted + 1 of all entries, compared exactly.
    const base::Rational after(share.granted + 1, std::max<std::int64_t>(share.entries, 1));
    if (after <= *request.share) return;
    const base::Text label = kind_label(request.kind);
    refuse(ErrorKind::conflict,
           "批准后本台账“" + label.zh + "”将占 " + std::to_string(share.granted + 1) + "/" +
               std::to_string(share.entries) + "，超过规定比例，不能批准。",
           "Granting it would make " + std::to_string(share.granted + 1) + " of " +
               std::to_string(share.entries) + " entries, beyond the share allowed for \"" +
               label.en + "\".");
}

void carry_out(const Ledger& ledger, const Request& request, const std::string& value,
               const Moment& moment, Row& row) {
    switch (request.kind) {
        case RequestKind::extend:
            set_text(ledger, row, "due_on", value);
            if (date_of(ledger, row, "step_due_on")) set_text(ledger, row, "step_due_on", value);
            add_one(ledger, row, "extended");
            break;
        case RequestKind::transfer:
            set_text(ledger, row, "unit", value);
            add_one(ledger, row, "transferred");
            break;
        case RequestKind::pause:
            set_date(ledger, row, "paused_on", moment.today);
            break;
        case RequestKind::drop:
            set_text(ledger, row, "state", request.drops_to);
            set_date(ledger, row, "closed_on", moment.today);
            set_date(ledger, row, "step_due_on", std::nullopt);
            break;
    }
}

void clear_request(const Ledger& ledger, Row& row) {
    for (const char* name : {"request", "request_value", "request_by"})
        set_text(ledger, row, name, {});
}

}  // namespace

Moved ask(const Ledger& ledger, const Row& entry, std::span<const Done> history, const Asked& asked,
          const Actor& actor, const Moment& moment) {
    const Request& request = request_of(ledger, asked.kind);
    const base::Text label = kind_label(asked.kind);
    require_role(request.who, actor, {"申请" + label.zh, "ask to " + label.en});
    require_open(ledger, entry);
    if (!text_of(ledger, entry, "request").empty() || date_of(ledger, entry, "paused_on"))
        refuse(ErrorKind::conflict, "该事项已有申请待批，或已中止。",
               "A request waits already, or the entry is paused.");
    if (asked.reason.empty())
        refuse(ErrorKind::invalid_input, "申请" + label.zh + "须写明理由。",
               "Asking to " + label.en + " needs a reason.");
    if (request.times > 0 && times_granted(history, asked.kind) >= request.times)
        refuse(ErrorKind::conflict,
               "该事项“" + label.zh + "”已满 " + std::to_string(request.times) + " 次。",
               "The entry has had this " + std::to_string(request.times) + " times already.");
    if (asked.kind == RequestKind::extend) check_extension(ledger, request, entry, asked.value);
    if (asked.kind == RequestKind::transfer &&
        (asked.value.empty() || asked.value == text_of(ledger, entry, "unit")))
        refuse(ErrorKind::invalid_input, "请写明移交给哪个单位。",
               "The unit it goes to must be named.");
    Row row = entry;
    set_text(ledger, row, "request", std::string(to_string(asked.kind)));
    set_text(ledger, row, "request_value", asked.value);
    set_text(ledger, row, "request_by", actor.user);
    add_one(ledger, row, "steps");
    set_date(ledger, row, "moved_on", moment.today);
    Done done = next_done(ledger, entry, history, "ask." + std::string(to_string(asked.kind)),
                          actor, moment);
    done.note = asked.reason;
    return {std::move(row), std::move(done)};
}

Moved decide(const Ledger& ledger, const Row& entry, std::span<const Done> history, bool granted,
             const std::string& note, const Share& share, const Actor& actor,
             const Moment& moment) {
    const auto kind = parse_request_kind(text_of(ledger, entry, "request"));
    if (!kind)
        refuse(ErrorKind::conflict, "该事项没有待批的申请。",
               "Nothing is asked for on this entry.");
    const Request& request = request_of(ledger, *kind);
    const base::Text label = kind_label(*kind);
    require_role(request.grant, actor, {"审批" + label.zh, "decide to " + label.en});
    if (text_of(ledger, entry, "request_by") == actor.user)
        refuse(ErrorKind::forbidden, "申请人不能审批自己的申请。",
               "Who asked does not decide; another person must.");
    if (!granted && note.empty())
        refuse(ErrorKind::invalid_input, "不同意须写明理由。", "A denial needs a reason.");
    if (granted) check_share(request, share);
    Row row = entry;
    const std::string value = text_of(ledger, entry, "request_value");
    clear_request(ledger, row);
    if (granted) carry_out(ledger, request, value, moment, row);
    add_one(ledger, row, "steps");
    set_date(ledger, row, "moved_on", moment.today);
    Done done =
        next_done(ledger, entry, history,
                  (granted ? "grant." : "deny.") + std::string(to_string(*kind)), actor, moment);
    done.to = text_of(ledger, row, "state");
    done.note = note;
    return {std::move(row), std::move(done)};
}

Moved resume(const Ledger& ledger, const Row& entry, std::span<const Done> history,
             const std::string& note, const Actor& actor, const Moment& moment) {
    const auto paused = date_of(ledger, entry, "paused_on");
    if (!paused) refuse(ErrorKind::conflict, "该事项没有中止。", "The entry is not paused.");
    const Request& request = request_of(ledger, RequestKind::pause);
    require_role(request.grant, actor, {"恢复办理", "resume"});
    Row row = entry;
    const std::int64_t days = days_between(*paused, moment.today);
    for (const char* name : {"due_on", "step_due_on"})
        if (const auto due = date_of(ledger, entry, name))
            set_date(ledger, row, name, add_days(*due, days));
    set_date(ledger, row, "paused_on", std::nullopt);
    add_one(ledger, row, "steps");
    set_date(ledger, row, "moved_on", moment.today);
    Done done = next_done(ledger, entry, history, "resume.pause", actor, moment);
    done.due.reset();
    done.note = note;
    return {std::move(row), std::move(done)};
}

Moved merge_into(const Ledger& ledger, const Row& entry, const Row& other,
                 std::span<const Done> history, const std::string& note, const Actor& actor,
                 const Moment& moment) {
    const auto dropped =
        std::find_if(ledger.states.begin(), ledger.states.end(),
                     [](const State& state) { return state.kind == StateKind::dropped; });
    if (dropped == ledger.states.end())
        refuse(ErrorKind::invalid_input, "本台账不办理合并。", "This ledger knows no merging.");
    require_role(ledger.open_who, actor, {"合并", "merge"});
    require_open(ledger, entry);
    require_open(ledger, other);
    const std::string number = text_of(ledger, other, "number");
    if (number == text_of(ledger, entry, "number"))
        refuse(ErrorKind::invalid_input, "不能并入自身。",
               "An entry cannot be merged into itself.");
    Row row = entry;
    clear_request(ledger, row);
    set_text(ledger, row, "state", dropped->name);
    set_text(ledger, row, "merged_into", number);
    set_date(ledger, row, "closed_on", moment.today);
    set_date(ledger, row, "step_due_on", std::nullopt);
    add_one(ledger, row, "steps");
    set_date(ledger, row, "moved_on", moment.today);
    Done done = next_done(ledger, entry, history, "merge.drop", actor, moment);
    done.to = dropped->name;
    done.note = note;
    return {std::move(row), std::move(done)};
}

Moved note_act(const Ledger& ledger, Row row, std::span<const Done> history,
               const std::string& name, const std::string& note, const Actor& actor,
               const Moment& moment) {
    add_one(ledger, row, "steps");
    set_date(ledger, row, "moved_on", moment.today);
    Done done = next_done(ledger, row, history, name, actor, moment);
    done.due.reset();
    done.note = note;
    return {std::move(row), std::move(done)};
}

}  // namespace ledger
