#include "entries.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "across_rules.hpp"
#include "base/text.hpp"
#include "evidence_object.hpp"
#include "findings.hpp"
#include "payload.hpp"
#include "row_values.hpp"
#include "seen.hpp"
#include "store/ledger_store.hpp"

namespace app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

ledger::Moment moment_of(const Context& context) {
    return {today_of(context), context.catalogue.calendar};
}

// An entry as it stands, with what was done to it.
struct Opened {
    const ledger::Ledger& ledger;
    std::unique_ptr<store::RegisterWriter> writer;
    store::RegisterWriter::Current stored;
    std::vector<ledger::Done> history;
};

registers::Row key_row(const ledger::Ledger& ledger, const std::string& number) {
    registers::Row row;
    row.values.resize(ledger.declaration.fields.size());
    row.values[*ledger.declaration.find("number")] = number;
    return row;
}

ledger::Done read_done(const registers::Declaration& declaration, const registers::Row& row) {
    const auto text = [&](const char* name) {
        const auto* value = std::get_if<std::string>(&row.values[declaration.find(name).value()]);
        return value ? *value : std::string{};
    };
    ledger::Done done;
    done.serial = std::get<std::int64_t>(row.values[declaration.find("serial").value()]);
    done.step = text("step");
    done.from = text("from_state");
    done.to = text("to_state");
    done.user = text("user");
    done.unit = text("unit");
    done.note = text("note");
    done.on = base::parse_date(text("done_on")).value_or(base::Date{});
    done.due = base::parse_date(text("due_on"));
    if (const std::string list = text("evidence"); !list.empty())
        done.evidence = base::split(list, ',');
    return done;
}

std::unique_ptr<store::RegisterWriter> new_writer(const Context& context,
                                                  const registers::Declaration& declaration) {
    return std::make_unique<store::RegisterWriter>(context.connection, declaration,
                                                   context.sequence, std::nullopt);
}

bool acts_there(const ledger::Actor& actor) {
    return actor.every_role || !actor.roles.empty();
}

Opened open_given(const Context& context, const json& payload) {
    const auto& ledger = context.catalogue.ledger(required_text(payload, "ledger"));
    const std::string number = required_text(payload, "number");
    AskedHistory history(context.connection, context.catalogue, ledger, number);
    auto writer = new_writer(context, ledger.declaration);
    auto current = writer->find(key_row(ledger, number));
    // Where the actor holds no role at all, an entry is as absent as one that never was.
    if (!current || !acts_there(ledger_actor(context.access, ledger, current->row)))
        refuse_missing(ledger, number);
    return {ledger, std::move(writer), std::move(*current), history.read()};
}

ledger::Actor actor_for(const Context& context, const Opened& opened) {
    return ledger_actor(context.access, opened.ledger, opened.stored.row);
}

std::vector<std::string> texts_of(const json& payload, const char* key) {
    std::vector<std::string> texts;
    const auto it = payload.find(key);
    if (it == payload.end() || it->is_null()) return texts;
    if (!it->is_array())
        throw base::Error(base::ErrorKind::invalid_input,
                          {std::string("“") + key + "”应为列表。",
                           std::string("\"") + key + "\" must be a list."});
    for (const auto& item : *it)
        if (item.is_string()) texts.push_back(item.get<std::string>());
    return texts;
}

// What a step claims to be proved by must be kept and be linked to this very entry.
void require_evidence_of(const Context& context, const Opened& opened,
                         const std::vector<std::string>& hashes) {
    const auto& items = context.catalogue.declaration("evidence_item");
    const std::string key = object_key(opened.ledger.declaration, opened.stored.row);
    const std::string county =
        ledger::text_of(opened.ledger, opened.stored.row, "region").substr(0, 6);
    for (const std::string& hash : hashes)
        if (store::rows_with(context.connection, items, county,
                             {{"sha256", hash},
                              {"object_register", opened.ledger.declaration.name},
                              {"object_key", key}})
                .empty())
            throw base::Error(base::ErrorKind::invalid_input,
                              {"佐证“" + hash.substr(0, 12) + "”没有登记在本事项名下，请先上传。",
                               "The evidence \"" + hash.substr(0, 12) +
                                   "\" is not kept for this entry; upload it first."});
}

ledger::Attempt read_attempt(const Context& context, const ledger::Ledger& ledger,
                             const json& payload) {
    const json values = payload.value("values", json::object());
    ledger::Attempt attempt;
    attempt.values =
        read_row({context.catalogue.regions, today_of(context)}, ledger.declaration, values);
    attempt.values.geometry_wkb = read_position(values);
    attempt.present = present_fields(ledger.declaration, values);
    attempt.note = text_of(payload, "note");
    attempt.evidence = texts_of(payload, "evidence");
    return attempt;
}

Seen required_seen(const Context& context, const json& payload) {
    if (auto seen = Seen::read(payload, context.sequence - 1)) return *seen;
    throw base::Error(base::ErrorKind::invalid_input,
                      {"缺少 seen：读取该事项时的版本号。",
                       "\"seen\" is missing: the version number the entry was read with."});
}

ledger::Circumstances circumstances_of(const Context& context, const Opened& opened) {
    const auto& ledger = opened.ledger;
    const std::string county = ledger::text_of(ledger, opened.stored.row, "region").substr(0, 6);
    ledger::Circumstances result;
    const auto is_open = [](const ledger::Ledger& of, const std::string& state) {
        const auto kind = of.state(state).kind;
        return kind == ledger::StateKind::open || kind == ledger::StateKind::waiting;
    };
    const std::string number = ledger::text_of(ledger, opened.stored.row, "number");
    const auto& ledgers = context.catalogue.ledgers;
    std::vector<const registers::Declaration*> declarations;
    for (const auto& each : ledgers) declarations.push_back(&each.declaration);
    for (auto& child : store::list_children(context.connection, declarations, county, number))
        if (is_open(ledgers[child.ledger], child.state))
            result.open_children.push_back(std::move(child.number));
    if (ledger.after_field.empty()) return result;
    const std::string before = ledger::text_of(ledger, opened.stored.row, ledger.after_field);
    for (const std::string& each : base::split(before, ','))
        for (const auto& row :
             store::rows_with(context.connection, ledger.declaration, {}, {{"number", each}}))
            if (is_open(ledger, ledger::text_of(ledger, row.row, "state")))
                result.open_before.push_back(each);
    return result;
}

Handled done_with(const Context& context, const ledger::Ledger& ledger, const ledger::Moved& moved,
                  const char* action) {
    const std::string number = ledger::text_of(ledger, moved.row, "number");
    return {
        {action, ledger.declaration.name + "/" + number, ledger.sha256, context.command.payload},
        ordered_json{{"ledger", ledger.declaration.name},
                     {"number", number},
                     {"step", moved.done.step},
                     {"state", ledger::text_of(ledger, moved.row, "state")}}
            .dump(),
        false};
}

}  // namespace

registers::Row step_row(const registers::Declaration& declaration, const ledger::Ledger& ledger,
                        const ledger::Moved& moved) {
    registers::Row row;
    row.values.resize(declaration.fields.size());
    const auto set = [&](const char* name, const std::string& text) {
        if (!text.empty()) row.values[declaration.find(name).value()] = text;
    };
    const ledger::Done& done = moved.done;
    set("ledger", ledger.declaration.name);
    set("number", ledger::text_of(ledger, moved.row, "number"));
    row.values[declaration.find("serial").value()] = done.serial;
    set("region", ledger::text_of(ledger, moved.row, "region"));
    set("step", done.step);
    set("from_state", done.from);
    set("to_state", done.to);
    set("done_on", base::format_date(done.on));
    if (done.due) set("due_on", base::format_date(*done.due));
    set("late", !done.due ? "unknown" : done.is_late() ? "yes" : "no");
    set("unit", done.unit);
    set("user", done.user);
    set("note", done.note);
    std::string evidence;
    for (const std::string& hash : done.evidence) evidence += (evidence.empty() ? "" : ",") + hash;
    set("evidence", evidence);
    return row;
}

AskedHistory::AskedHistory(store::Connection& connection, const Catalogue& catalogue,
                           const ledger::Ledger& ledger, const std::string& number)
    : declaration_(catalogue.declaration("entry_step")),
      rows_(connection, declaration_, {},
            {{"ledger", ledger.declaration.name}, {"number", number}}) {}

std::vector<ledger::Done> AskedHistory::read() {
    std::vector<ledger::Done> history;
    for (const auto& stored : rows_.read()) history.push_back(read_done(declaration_, stored.row));
    return history;
}

store::StoredRow load_entry(store::Connection& connection, const ledger::Ledger& ledger,
                            const std::string& number) {
    auto rows = store::rows_with(connection, ledger.declaration, {}, {{"number", number}});
    if (rows.empty()) refuse_missing(ledger, number);
    return std::move(rows.front());
}

void refuse_missing(const ledger::Ledger& ledger, const std::string& number) {
    throw base::Error(
        base::ErrorKind::not_found,
        {"台账“" + ledger.declaration.label.zh + "”没有编号“" + number + "”。",
         "The ledger " + ledger.declaration.name + " has no entry \"" + number + "\"."});
}

ledger::Actor ledger_actor(const people::Access& access, const ledger::Ledger& ledger,
                           const registers::Row& entry) {
    ledger::Actor actor{access.user, {}, {}, access.everything};
    people::Target target;
    target.region = ledger::text_of(ledger, entry, "region");
    target.register_name = ledger.declaration.name;
    const std::string unit = ledger::text_of(ledger, entry, "unit");
    std::vector<std::string> programmes = ledger.programmes;
    if (programmes.empty()) programmes.emplace_back();
    std::set<std::string> roles;
    for (const std::string& programme : programmes) {
        target.programme = programme;
        for (const std::string& role : people::roles_at(access, target)) roles.insert(role);
    }
    actor.roles.assign(roles.begin(), roles.end());
    for (const auto& allowance : access.allowances) {
        const std::string& own = allowance.grant.unit;
        if (actor.unit.empty() || own == unit) actor.unit = own.empty() ? actor.unit : own;
    }
    return actor;
}

void keep_moved(const Context& context, const ledger::Ledger& ledger, const ledger::Moved& moved,
                store::RegisterWriter& entries, const registers::Row* before) {
    const auto& declaration = context.catalogue.declaration("entry_step");
    const auto steps = new_writer(context, declaration);
    if (before) {
        entries.put(moved.row);
    } else {
        entries.add(moved.row);
    }
    steps->add(step_row(declaration, ledger, moved));
    (void)entries.finish();
    (void)steps->finish();
    require_across(context, ledger.declaration, moved.done.step, {before, &moved.row});
    recompute(context, ledger.declaration.name, &entries.dirty());
    recompute(context, declaration.name, &steps->dirty());
}

std::string new_number(store::Connection& connection, const ledger::Ledger& ledger,
                       const ledger::NumberFacts& facts) {
    const auto parts = ledger::number_parts(ledger, facts);
    if (parts.serial_width == 0) {
        if (store::rows_with(connection, ledger.declaration, {}, {{"number", parts.before}})
                .empty())
            return parts.before;
        throw base::Error(base::ErrorKind::conflict,
                          {"已有编号“" + parts.before + "”的事项，同一期不再登记。",
                           "There is an entry \"" + parts.before + "\" for this period already."});
    }
    for (;;) {
        const std::int64_t serial =
            store::next_serial(connection, ledger.declaration.name, parts.before);
        std::string number = ledger::number_with(parts, serial);
        // An old ledger that was brought in may hold numbers of the same form.
        if (serial > 1 ||
            store::rows_with(connection, ledger.declaration, {}, {{"number", number}}).empty())
            return number;
    }
}

namespace {

ledger::Moved open_from(const Context& context, const ledger::Ledger& ledger, const json& payload,
                        const ledger::Actor* other = nullptr) {
    const ledger::Attempt attempt = read_attempt(context, ledger, payload);
    // Nothing can be kept for an entry before it is there.
    if (!attempt.evidence.empty())
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"登记时不能附佐证；请在登记后上传，随环节提交。",
             "Evidence cannot come with the opening; upload it afterwards and send it "
             "with a step."});
    const registers::Row& given = attempt.values;
    const ledger::Actor actor =
        other ? *other : ledger_actor(people::giving(context.access), ledger, given);
    const auto writer = new_writer(context, ledger.declaration);
    // Checked before a serial number is used up.
    (void)ledger::open_entry(ledger, "-", attempt, actor, moment_of(context));
    const auto text = [&](const char* name) { return ledger::text_of(ledger, given, name); };
    const std::string number =
        new_number(context.connection, ledger,
                   {text("region"), text("unit"), text("period"), today_of(context), text("kind")});
    auto moved = ledger::open_entry(ledger, number, attempt, actor, moment_of(context));
    keep_moved(context, ledger, moved, *writer, nullptr);
    return moved;
}

}  // namespace

std::string open_one(const Context& context, const ledger::Ledger& ledger, const json& payload) {
    return ledger::text_of(ledger, open_from(context, ledger, payload).row, "number");
}

std::string open_one(const Context& context, const ledger::Ledger& ledger, const json& payload,
                     const ledger::Actor& actor) {
    return ledger::text_of(ledger, open_from(context, ledger, payload, &actor).row, "number");
}

Handled handle_open_entry(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const auto& ledger = context.catalogue.ledger(required_text(payload, "ledger"));
    refuse_link_by_hand(payload.value("values", json::object()));
    return done_with(context, ledger, open_from(context, ledger, payload), "entry.open");
}

Handled handle_step(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const Opened opened = open_given(context, payload);
    ledger::Attempt attempt = read_attempt(context, opened.ledger, payload);
    attempt.step = required_text(payload, "step");
    require_evidence_of(context, opened, attempt.evidence);
    require_no_conflict(context.connection, opened.ledger.declaration, opened.stored,
                        {attempt.values, attempt.present}, required_seen(context, payload));
    fill_across(context, opened.ledger.declaration, opened.stored.row, attempt);
    const auto* step = opened.ledger.find_step(attempt.step);
    const bool closes = step && !step->to.empty() &&
                        opened.ledger.state(step->to).kind == ledger::StateKind::closed;
    const auto moved = ledger::take_step(
        opened.ledger, opened.stored.row, opened.history, attempt, actor_for(context, opened),
        moment_of(context), closes ? circumstances_of(context, opened) : ledger::Circumstances{});
    if (closes) require_findings_opened(context, opened.ledger, moved.row);
    keep_moved(context, opened.ledger, moved, *opened.writer, &opened.stored.row);
    return done_with(context, opened.ledger, moved, "entry.step");
}

Handled handle_ask(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const Opened opened = open_given(context, payload);
    const auto kind = ledger::parse_request_kind(required_text(payload, "request"));
    if (!kind)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"申请应为 extend、transfer、pause 或 drop。",
                           "The request must be extend, transfer, pause or drop."});
    const auto moved = ledger::ask(opened.ledger, opened.stored.row, opened.history,
                                   {*kind, text_of(payload, "value"), text_of(payload, "reason")},
                                   actor_for(context, opened), moment_of(context));
    keep_moved(context, opened.ledger, moved, *opened.writer, &opened.stored.row);
    return done_with(context, opened.ledger, moved, "entry.ask");
}

Handled handle_decide(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const Opened opened = open_given(context, payload);
    const bool granted = payload.value("granted", false);
    const std::string kind = ledger::text_of(opened.ledger, opened.stored.row, "request");
    ledger::Share share;
    if (granted && !kind.empty())
        share = {store::count_with(
                     context.connection, context.catalogue.declaration("entry_step"),
                     {{"ledger", opened.ledger.declaration.name}, {"step", "grant." + kind}}),
                 store::count_rows(context.connection, opened.ledger.declaration, {})};
    const auto moved = ledger::decide(opened.ledger, opened.stored.row, opened.history, granted,
                                      text_of(payload, "note"), share, actor_for(context, opened),
                                      moment_of(context));
    keep_moved(context, opened.ledger, moved, *opened.writer, &opened.stored.row);
    return done_with(context, opened.ledger, moved, "entry.decide");
}

Handled handle_resume(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const Opened opened = open_given(context, payload);
    const auto moved =
        ledger::resume(opened.ledger, opened.stored.row, opened.history, text_of(payload, "note"),
                       actor_for(context, opened), moment_of(context));
    keep_moved(context, opened.ledger, moved, *opened.writer, &opened.stored.row);
    return done_with(context, opened.ledger, moved, "entry.resume");
}

Handled handle_merge(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const Opened opened = open_given(context, payload);
    const auto other =
        load_entry(context.connection, opened.ledger, required_text(payload, "into"));
    const auto moved = ledger::merge_into(opened.ledger, opened.stored.row, other.row,
                                          opened.history, text_of(payload, "note"),
                                          actor_for(context, opened), moment_of(context));
    keep_moved(context, opened.ledger, moved, *opened.writer, &opened.stored.row);
    return done_with(context, opened.ledger, moved, "entry.merge");
}

}  // namespace app
