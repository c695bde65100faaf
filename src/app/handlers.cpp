#include "handlers.hpp"
#include "declaring.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "across_rules.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "document_handlers.hpp"
#include "draw_handlers.hpp"
#include "evidence_object.hpp"
#include "figures.hpp"
#include "findings.hpp"
#include "geo/datum.hpp"
#include "message_handlers.hpp"
#include "message_rows.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "registers/geometry.hpp"
#include "row_values.hpp"
#include "seen.hpp"
#include "settlement_rows.hpp"
#include "shares.hpp"
#include "sign_in.hpp"
#include "store/indicator_store.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"
#include "visit_handlers.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

void require_fields(const registers::Declaration& declaration, const nlohmann::json& values,
                    bool key_only) {
    for (const auto& field : declaration.fields) {
        const bool is_key = std::find(declaration.key.begin(), declaration.key.end(), field.name) !=
                            declaration.key.end();
        if (!field.required || (key_only && !is_key) || values.contains(field.name)) continue;
        throw base::Error(base::ErrorKind::invalid_input,
                          {field.label.zh + "（" + field.name + "）不能为空。",
                           field.label.en + " (" + field.name + ") must not be empty."});
    }
}

// The entries of a ledger are moved by its steps alone.
void refuse_ledger(const registers::Declaration& declaration) {
    if (!declaration.is_ledger && declaration.name != "entry_step" &&
        declaration.name != "reminder")
        return;
    throw base::Error(base::ErrorKind::forbidden,
                      {"“" + declaration.label.zh + "”是台账，只能按其流转环节登记和办理。",
                       declaration.name + " is a ledger: its entries are opened and moved only "
                                          "by its own steps."});
}

// Without `seen` the newest writer is right; with it nothing that the author has not read is lost.
void require_as_seen(const Context& context, const nlohmann::json& payload,
                     const registers::Declaration& declaration,
                     const std::optional<store::RegisterWriter::Current>& current,
                     const Proposed& proposed) {
    const auto seen = Seen::read(payload, context.sequence - 1);
    if (!seen) return;
    if (!current && seen->latest() > 0)
        throw base::Error(base::ErrorKind::conflict,
                          {"您查看之后，这一行已被他人删除；没有写入。",
                           "Somebody removed this row after you looked. Nothing was written."});
    if (current &&
        store::lies_within(declaration, current->row, writable(context, declaration.name)))
        require_no_conflict(context.connection, declaration, *current, proposed, *seen);
}

struct Change {
    registers::Row key;                    // the row, of which the key alone counts
    std::optional<registers::Row> before;  // empty: there was none
    bool removed = false;
};

Handled changed_row(
    const Context& context, const char* action,
    const std::function<Change(store::RegisterWriter&, const registers::Declaration&)>& change) {
    const auto payload = parse_payload(context.command.payload);
    const std::string name = required_text(payload, "register");
    const auto& declaration = context.catalogue.declaration(name);
    refuse_ledger(declaration);
    refuse_computed_by_hand(declaration);
    refuse_message_by_hand(declaration);
    store::RegisterWriter writer(context.connection, declaration, context.sequence, std::nullopt);
    writer.keep_within(writable(context, name));
    const Change made = change(writer, declaration);
    const auto after = writer.find(made.key);
    const store::WriteCounts counts = writer.finish();
    const bool changed = made.removed || counts.inserted + counts.updated > 0;
    if (changed)
        require_across(context, declaration, "put",
                       {made.before ? &*made.before : nullptr, after ? &after->row : nullptr});
    recompute(context, name, &writer.dirty());
    return {{action, name, "", context.command.payload},
            changed ? R"({"changed":true})" : R"({"changed":false})",
            false};
}

}  // namespace

void recompute(const Context& context, const std::string& register_name,
               const store::Dirty* dirty) {
    for (const RuleVersion& rules : context.catalogue.rules)
        store::recompute_indicators(context.connection, rules.stored(),
                                    context.catalogue.declarations, {register_name, dirty},
                                    context.sequence);
}

Handled handle_put(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    return changed_row(context, "register.put", [&](auto& writer, const auto& declaration) {
        refuse_evidence_by_hand(declaration);
        const auto& values = payload.at("values");
        require_fields(declaration, values, true);
        registers::Row row =
            read_row({context.catalogue.regions, today_of(context)}, declaration, values);
        row.geometry_wkb = read_position(values);
        auto present =
            std::make_shared<const std::vector<bool>>(present_fields(declaration, values));
        const auto current = writer.find(row);
        if (!current) require_fields(declaration, values, false);
        require_as_seen(context, payload, declaration, current, {row, *present});
        Change made{row, {}, false};
        if (current) made.before = current->row;
        writer.put(std::move(row), std::move(present));
        return made;
    });
}

Handled handle_remove(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    return changed_row(context, "register.remove", [&](auto& writer, const auto& declaration) {
        registers::Row key;
        for (const auto& field : declaration.fields) {
            const bool is_key = std::find(declaration.key.begin(), declaration.key.end(),
                                          field.name) != declaration.key.end();
            key.values.push_back(is_key
                                     ? key_value(field, text_of(payload.at("values"), field.name))
                                     : registers::Value{});
        }
        const auto current = writer.find(key);
        if (!current || !writer.remove(key))
            throw base::Error(base::ErrorKind::not_found,
                              {"底册“" + declaration.label.zh + "”中没有这一行。",
                               "The register " + declaration.name + " has no such row."});
        return Change{std::move(key), current->row, true};
    });
}

Handled handle_undo(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::int64_t id = required_integer(payload, "batch");
    for (const auto& batch : store::load_batches(context.connection)) {
        if (batch.id != id || !may_undo(context, batch)) continue;
        if (batch.undone)
            throw base::Error(base::ErrorKind::conflict,
                              {"第 " + std::to_string(id) + " 批已经撤销过。",
                               "Batch " + std::to_string(id) + " has been undone already."});
        const auto& declaration = context.catalogue.declaration(batch.register_name);
        const store::Dirty dirty =
            store::undo_batch(context.connection, declaration, id, context.sequence);
        store::mark_batch_undone(context.connection, id, context.sequence);
        recompute(context, batch.register_name, &dirty);
        return {{"import.undo", "batch-" + std::to_string(id), "", context.command.payload},
                ordered_json{{"batch", id}}.dump(),
                false};
    }
    throw base::Error(base::ErrorKind::not_found,
                      {"没有第 " + std::to_string(id) + " 批导入。",
                       "There is no batch " + std::to_string(id) + "."});
}

Handled declare_registers(store::Connection& connection, const std::string& payload,
                          std::int64_t sequence) {
    const auto parsed = parse_payload(payload);
    for (const auto& yaml : parsed.at("registers"))
        (void)store::declare_register(connection, yaml.get<std::string>(), sequence);
    return {{"init", "", "", payload}, "{}", false};
}

Handled handle_declare(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string yaml = required_text(payload, "yaml");
    const auto declaration = registers::read_declaration(yaml, "register.yaml");
    refuse_figures_asked_again(context, declaration);
    for (const auto& known : context.catalogue.declarations)
        if (known.name == declaration.name && !adds_to(known, declaration))
            throw base::Error(
                base::ErrorKind::conflict,
                {"底册“" + known.name + "”已经有了；再次声明只能在末尾增加非必填的字段。",
                 "The register \"" + known.name +
                     "\" is there already; declared again it may only have further fields at its "
                     "end that are not required."});
    (void)read_across(yaml, declaration, context.catalogue.declarations);
    (void)read_findings(yaml, declaration, context.catalogue.declarations);
    (void)read_shares(yaml, declaration);
    (void)store::redeclare_register(context.connection, yaml, context.sequence);
    return {{"register.declare", declaration.name, base::to_hex(base::sha256(yaml)),
             context.command.payload},
            ordered_json{{"register", declaration.name}}.dump(),
            false};
}

Handled handle_load_ledger(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string yaml = required_text(payload, "yaml");
    const ledger::Ledger ledger = read_ledger(yaml, "ledger.yaml");
    for (const auto& known : context.catalogue.ledgers)
        if (known.declaration.name == ledger.declaration.name && known.version >= ledger.version &&
            known.sha256 != ledger.sha256)
            throw base::Error(
                base::ErrorKind::conflict,
                {"台账“" + known.declaration.label.zh + "”现为第 " + std::to_string(known.version) +
                     " 版，新文件的 version 应更大。",
                 "The ledger " + known.declaration.name + " is at version " +
                     std::to_string(known.version) + "; the new file must have a higher one."});
    (void)read_across(yaml, ledger.declaration, context.catalogue.declarations);
    (void)read_findings(yaml, ledger.declaration, context.catalogue.declarations);
    (void)store::redeclare_register(context.connection, yaml, context.sequence);
    return {{"ledger.load", ledger.declaration.name, ledger.sha256, context.command.payload},
            ordered_json{{"ledger", ledger.declaration.name},
                         {"version", ledger.version},
                         {"steps", ledger.steps.size()},
                         {"sha256", ledger.sha256}}
                .dump(),
            false};
}

namespace {

constexpr const char* after_all_periods = "9999";

// A new version is the rule of the periods that are still open: from the first one after the last
// sealed one on, unless the command says from when.
std::string first_open_period(const Context& context, const programme::Programme& programme) {
    const auto periods = programme::list_periods(programme.periods);
    std::set<std::string> known(periods.begin(), periods.end());
    for (const RuleVersion& rules : context.catalogue.rules)
        if (rules.programme.code == programme.code)
            for (auto& period : programme::list_periods(rules.programme.periods))
                known.insert(std::move(period));
    std::string last_sealed;
    for (const std::string& period : known)
        if (store::find_frozen(context.connection, programme.code, period)) last_sealed = period;
    const auto open = std::find_if(periods.begin(), periods.end(),
                                   [&](const std::string& period) { return period > last_sealed; });
    return open == periods.end() ? after_all_periods : *open;
}

// Empty when no version before it has an earlier period to keep.
std::string stored_from(const Context& context, const programme::Programme& programme,
                        const std::string& from) {
    for (const RuleVersion& rules : context.catalogue.rules)
        if (rules.programme.code == programme.code &&
            programme::list_periods(rules.programme.periods).front() < from)
            return from;
    return {};
}

std::string from_period(const Context& context, const nlohmann::json& payload,
                        const programme::Programme& programme) {
    const std::string wanted = text_of(payload, "from");
    if (wanted.empty())
        return stored_from(context, programme, first_open_period(context, programme));
    const auto periods = programme::list_periods(programme.periods);
    if (std::find(periods.begin(), periods.end(), wanted) == periods.end())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"方案没有上报期“" + wanted + "”，应在 " + periods.front() + " 至 " +
                               periods.back() + " 之间。",
                           "The programme has no period \"" + wanted + "\"; it runs from " +
                               periods.front() + " to " + periods.back() + "."});
    return stored_from(context, programme, wanted);
}

Handled sealed(const Context& context, const Stated& stated, std::int64_t edition,
               const std::string& reason, const char* action) {
    ScoreTable table = score_table(context.connection, stated);
    table.frozen = true;
    const std::string document = to_json(table);
    const std::string hash = base::to_hex(base::sha256(document));
    const std::string& code = stated.rules.programme.code;
    store::save_frozen(context.connection, code, stated.period,
                       {context.sequence, hash, document, stated.rules.sequence, edition, reason});
    return {
        {action, code + "/" + stated.period, stated.rules.programme.sha256,
         context.command.payload},
        ordered_json{
            {"programme", code}, {"period", stated.period}, {"edition", edition}, {"sha256", hash}}
            .dump(),
        false};
}

}  // namespace

Handled handle_load_programme(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string yaml = required_text(payload, "yaml");
    const auto programme = read_programme(yaml, context.catalogue.declarations);
    require_scope(context, people::Right::configure, programme);
    const std::string from = from_period(context, payload, programme);
    store::save_programme(context.connection,
                          {programme.code, yaml, programme.version, context.sequence, from},
                          programme.sha256);
    RuleVersion rules{context.sequence, from, programme, programme.scope.size()};
    follow_succession(rules, context.catalogue.regions);
    keep_figures(context, programme);
    store::recompute_indicators(context.connection, rules.stored(), context.catalogue.declarations,
                                {}, context.sequence);
    return {{"programme.load", programme.code, programme.sha256, context.command.payload},
            ordered_json{{"programme", programme.code},
                         {"version", programme.version},
                         {"from", from},
                         {"indicators", programme.indicators.size()},
                         {"sha256", programme.sha256}}
                .dump(),
            false};
}

Handled handle_freeze(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string code = required_text(payload, "programme");
    const std::string period = required_text(payload, "period");
    require_scope(context, people::Right::publish, context.catalogue.programme(code));
    if (store::find_frozen(context.connection, code, period))
        throw base::Error(base::ErrorKind::conflict,
                          {"方案“" + code + "”的 " + period + " 已经封存。",
                           "The period " + period + " of " + code + " is frozen already."});
    return sealed(context, stated_period(context.connection, context.catalogue, code, period, {}),
                  1, "", "score.freeze");
}

Handled handle_restate(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string code = required_text(payload, "programme");
    const std::string period = required_text(payload, "period");
    const std::string reason = required_text(payload, "reason");
    require_scope(context, people::Right::publish, context.catalogue.programme(code));
    if (reason.empty())
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"重述已公布的一期须写明理由。", "Restating a published period needs a reason."});
    const auto before = store::find_frozen(context.connection, code, period);
    if (!before)
        throw base::Error(base::ErrorKind::conflict,
                          {"方案“" + code + "”的 " + period + " 尚未封存，无需重述。",
                           "The period " + period + " of " + code +
                               " is not frozen; there is nothing to restate."});
    Stated stated{period, std::nullopt, true, {}, shared_regions(context.catalogue)};
    stated.rules = newest_rules(context.connection, context.catalogue, code);
    follow_succession(stated.rules, *stated.regions);
    return sealed(context, stated, before->edition + 1, reason, "score.restate");
}

Handled handle_note(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    return {
        {required_text(payload, "action"), text_of(payload, "object"), "", context.command.payload},
        "{}",
        false};
}

Handled handle(const Context& context) {
    check_command(context);
    const std::pair<const char*, Handled (*)(const Context&)> kinds[] = {
        {"import", handle_import},
        {"put", handle_put},
        {"remove", handle_remove},
        {"undo", handle_undo},
        {"declare", handle_declare},
        {"load_programme", handle_load_programme},
        {"freeze", handle_freeze},
        {"restate", handle_restate},
        {"freeze_document", handle_freeze_document},
        {"approve_document", handle_approve_document},
        {"load_template", handle_load_template},
        {"change_regions", handle_change_regions},
        {"attach_evidence", handle_attach_evidence},
        {"load_ledger", handle_load_ledger},
        {"open_entry", handle_open_entry},
        {"open_for_units", handle_open_for_units},
        {"find_crossings", handle_find_crossings},
        {"look_for_suspicion", handle_look_for_suspicion},
        {"prepare_visits", handle_prepare_visits},
        {"open_findings", handle_open_findings},
        {"find_settlements", handle_find_settlements},
        {"correct_settlement", handle_correct_settlement},
        {"step", handle_step},
        {"ask", handle_ask},
        {"decide", handle_decide},
        {"resume", handle_resume},
        {"merge", handle_merge},
        {"evaluate", handle_evaluate},
        {"write_message", handle_write_message},
        {"mark_messages", handle_mark_messages},
        {"take_reply", handle_take_reply},
        {"add_user", handle_add_user},
        {"set_user", handle_set_user},
        {"set_password", handle_set_password},
        {"set_totp", handle_set_totp},
        {"grant", handle_grant},
        {"confirm_grant", handle_confirm_grant},
        {"refuse_grant", handle_refuse_grant},
        {"revoke", handle_revoke},
        {"sign_in", handle_sign_in},
        {"sign_in_failed", handle_sign_in_failed},
        {"sign_out", handle_sign_out},
        {"end_session", handle_end_session},
        {"note", handle_note},
        {"reveal", handle_reveal},
        {"find", handle_find},
        {"erase", handle_erase},
        {"retention", handle_retention},
        {"rotate_key", handle_rotate_key}};
    if (context.command.kind.starts_with("draw_")) return handle_draw(context);
    for (const auto& [kind, handler] : kinds)
        if (context.command.kind == kind) return handler(context);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"不认识的命令“" + context.command.kind + "”。",
                       "The command \"" + context.command.kind + "\" is unknown."});
}

}  // namespace app
