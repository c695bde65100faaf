#include <algorithm>
#include <nlohmann/json.hpp>

#include "app_state.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "exports.hpp"
#include "payload.hpp"
#include "personal_rows.hpp"
#include "privacy/sealer.hpp"
#include "registers/geometry.hpp"
#include "store/personal.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t reason_characters_min = 5;

std::string required_reason(const nlohmann::json& payload) {
    std::string reason = required_text(payload, "reason");
    if (base::count_characters(reason) < reason_characters_min)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"请写明理由，至少 5 个字。", "Give a reason of at least 5 characters."});
    return reason;
}

[[noreturn]] void refuse_missing(const registers::Declaration& declaration, std::int64_t id) {
    throw base::Error(base::ErrorKind::not_found,
                      {"底册“" + declaration.label.zh + "”没有第 " + std::to_string(id) +
                           " 行，或它不在您的范围内。",
                       "The register " + declaration.name + " has no row " + std::to_string(id) +
                           ", or it is not within your scope."});
}

PersonalRow read_target(store::Connection& connection, const Catalogue& catalogue,
                        const nlohmann::json& payload) {
    const auto& declaration = catalogue.declaration(required_text(payload, "register"));
    const std::int64_t id = required_integer(payload, "row");
    PersonalRow target{declaration, id, store::row_versions(connection, declaration, id)};
    if (target.versions.empty()) refuse_missing(declaration, id);
    return target;
}

std::size_t personal_field(const registers::Declaration& declaration, const std::string& name) {
    const auto index = declaration.find(name);
    if (!index)
        throw base::Error(base::ErrorKind::not_found,
                          {"底册“" + declaration.label.zh + "”没有字段“" + name + "”。",
                           "The register " + declaration.name + " has no field \"" + name + "\"."});
    if (registers::is_personal(declaration.fields[*index])) return *index;
    throw base::Error(
        base::ErrorKind::invalid_input,
        {"字段“" + declaration.fields[*index].label.zh + "”不是个人信息，本来就可以看。",
         "The field " + name + " is not personal; it is shown as it is."});
}

// Somebody else's row is as absent as one that never was.
void require_reach(const Context& context, people::Right right, const PersonalRow& target) {
    if (context.access.everything) return;
    const auto& declaration = target.declaration;
    const auto& row = target.versions.back().stored.row;
    const auto text = [&](const char* name) {
        const auto index = declaration.find(name);
        const auto* value = index ? std::get_if<std::string>(&row.values[*index]) : nullptr;
        return value ? *value : std::string{};
    };
    people::Target place;
    place.region = text("region");
    place.operator_name = text("operator");
    place.register_name = declaration.name;
    if (!people::allows(context.access, right, place)) refuse_missing(declaration, target.id);
}

// A ledger's commands name the entry by its number, or made the version that stands at their own
// trail number.
bool moves(const nlohmann::json& payload, std::int64_t sequence, const PersonalRow& target) {
    if (!target.declaration.is_ledger || !payload.is_object() ||
        payload.value("ledger", "") != target.declaration.name)
        return false;
    const auto& row = target.versions.front().stored.row;
    const std::size_t number = *target.declaration.find("number");
    if (payload.value("number", "") ==
        registers::canonical_text(target.declaration.fields[number], row.values[number]))
        return true;
    return std::any_of(target.versions.begin(), target.versions.end(),
                       [&](const auto& version) { return version.begin_sequence == sequence; });
}

// The key of the row is the same in all its versions.
bool speaks_of(const nlohmann::json& payload, const PersonalRow& target) {
    if (!payload.is_object() || payload.value("register", "") != target.declaration.name)
        return false;
    const auto values = payload.find("values");
    if (values == payload.end() || !values->is_object()) return false;
    const auto& row = target.versions.front().stored.row;
    return std::all_of(
        target.declaration.key.begin(), target.declaration.key.end(), [&](const std::string& name) {
            const std::size_t index = *target.declaration.find(name);
            const auto& field = target.declaration.fields[index];
            const auto said = values->find(name);
            return said != values->end() && said->is_string() &&
                   base::fold(said->get<std::string>()) ==
                       base::fold(registers::canonical_text(field, row.values[index]));
        });
}

// Every entry whose command named one of the rows, done or refused.
std::vector<std::int64_t> entries_of(store::Connection& connection,
                                     const std::vector<PersonalRow>& rows) {
    std::vector<std::int64_t> sequences;
    store::for_each_payload(connection, [&](std::int64_t sequence, std::string_view text) {
        const auto payload = nlohmann::json::parse(text, nullptr, false);
        if (std::any_of(rows.begin(), rows.end(), [&](const PersonalRow& row) {
                return speaks_of(payload, row) || moves(payload, sequence, row);
            }))
            sequences.push_back(sequence);
    });
    return sequences;
}

// The imported files that brought a version of the row, with their rejected rows.
std::vector<std::string> files_of(store::Connection& connection,
                                  const std::vector<std::int64_t>& batches) {
    std::vector<std::string> names;
    for (const auto& batch : store::load_batches(connection)) {
        if (std::find(batches.begin(), batches.end(), batch.id) == batches.end()) continue;
        names.push_back(evidence_name(batch.file_sha256, batch.file_name));
        names.push_back(error_workbook_name(batch.id));
    }
    return names;
}

// The file that brought a row goes with all its rows: nobody takes out those of others.
void require_whole_batches(const Context& context, const registers::Declaration& declaration,
                           const std::vector<std::int64_t>& batches) {
    if (context.access.everything) return;
    const auto reach =
        people::reach(context.access, people::Right::erase, {{}, {}, {}, {}, declaration.name});
    for (const std::int64_t batch : batches)
        if (!store::lies_batch_within(context.connection, declaration, batch, reach))
            throw base::Error(
                base::ErrorKind::forbidden,
                {"这一行由第 " + std::to_string(batch) +
                     " 批导入，那份文件里还有您范围以外的行；请由管辖范围更大的牵头单位删除。",
                 "Batch " + std::to_string(batch) +
                     " brought this row, and its file holds rows beyond your scope. Ask a lead "
                     "unit whose scope holds them all."});
}

}  // namespace

Handled handle_reveal(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    (void)required_reason(payload);
    const PersonalRow target = read_target(context.connection, context.catalogue, payload);
    require_reach(context, people::Right::reveal, target);
    const std::string field = required_text(payload, "field");
    (void)personal_field(target.declaration, field);
    return {
        {"register.reveal", target.object() + "/" + field, "", context.command.payload},
        ordered_json{{"register", target.declaration.name}, {"row", target.id}, {"field", field}}
            .dump(),
        false};
}

Erasure erase_rows(const Context& context, const std::vector<PersonalRow>& rows,
                   std::vector<std::string>& files_gone) {
    Erasure done;
    if (rows.empty()) return done;
    std::vector<std::int64_t> batches;
    for (const PersonalRow& row : rows) {
        const auto erased = store::erase_personal(context.connection, row.declaration, row.id);
        done.versions += erased.versions;
        require_whole_batches(context, row.declaration, erased.batches);
        batches.insert(batches.end(), erased.batches.begin(), erased.batches.end());
    }
    done.entries = entries_of(context.connection, rows);
    for (const std::int64_t sequence : done.entries)
        store::erase_payload(context.connection, sequence);
    for (const std::string& name : files_of(context.connection, batches)) {
        if (!context.files.exists(context.connection, name)) continue;
        context.files.forget(context.connection, name);
        store::erase_evidence(context.connection, name);
        files_gone.push_back(name);
    }
    return done;
}

Handled handle_find(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    (void)required_reason(payload);
    (void)required_text(payload, "value");
    const auto& declaration = context.catalogue.declaration(required_text(payload, "register"));
    const std::string field = required_text(payload, "field");
    (void)personal_field(declaration, field);
    return {{"register.find", declaration.name + "/" + field, "", context.command.payload},
            ordered_json{{"register", declaration.name}, {"field", field}}.dump(),
            false};
}

Handled handle_erase(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    (void)required_reason(payload);
    const PersonalRow target = read_target(context.connection, context.catalogue, payload);
    require_reach(context, people::Right::erase, target);
    Handled handled;
    const Erasure erased = erase_rows(context, {target}, handled.files_gone);
    handled.record = {"register.erase", target.object(), "", context.command.payload};
    handled.answer = ordered_json{{"register", target.declaration.name},
                                  {"row", target.id},
                                  {"versions", erased.versions},
                                  {"entries", erased.entries},
                                  {"files", handled.files_gone}}
                         .dump();
    return handled;
}

Handled handle_rotate_key(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::int64_t number = required_integer(payload, "key");
    if (number <= store::field_key_number(context.connection))
        throw base::Error(base::ErrorKind::conflict,
                          {"新密钥的编号应大于正在使用的。",
                           "The new key's number must be above the one in use."});
    const std::int64_t values =
        store::seal_anew(context.connection, context.catalogue.declarations, number);
    if (context.connection.sealer()->mark() != required_text(payload, "mark"))
        throw base::Error(
            base::ErrorKind::conflict,
            {"密钥文件里的第 " + std::to_string(number) + " 号密钥不是命令所说的那一把。",
             "Key " + std::to_string(number) +
                 " of the key file is not the one that the command speaks of."});
    return {{"key.rotate", std::to_string(number), "", context.command.payload},
            ordered_json{{"key", number}, {"values", values}}.dump(),
            false};
}

Revealed App::reveal(const Command& command) {
    if (command.kind != "reveal")
        throw base::Error(base::ErrorKind::internal,
                          {"显示个人信息须用 reveal 命令。",
                           "A personal value is shown by the command reveal only."});
    const Outcome outcome = apply(command);
    const auto payload = parse_payload(command.payload);
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        const PersonalRow target = read_target(connection, catalogue, payload);
        const std::size_t index =
            personal_field(target.declaration, required_text(payload, "field"));
        return Revealed{outcome.sequence,
                        registers::canonical_text(target.declaration.fields[index],
                                                  target.versions.back().stored.row.values[index])};
    });
}

RegisterPage App::find_rows(const std::string& register_name, const std::string& field,
                            const std::string& value, const std::string& scope, std::int64_t limit,
                            const people::Access& who) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& declaration = catalogue.declaration(register_name);
        const std::size_t index = personal_field(declaration, field);
        RegisterPage page;
        store::for_each_row(
            connection, declaration,
            [&](const store::StoredRow& stored) {
                const auto& kept = declaration.fields[index];
                if (registers::canonical_text(kept, stored.row.values[index]) != value) return;
                ++page.total;
                if (page.total <= limit) page.rows.push_back(shown_row(declaration, stored));
            },
            std::nullopt, scope,
            people::reach(who, people::Right::reveal, {{}, {}, {}, {}, register_name}));
        return page;
    });
}

RegisterPage App::find(Command command, std::int64_t limit, const people::Access& who) {
    auto payload = parse_payload(command.payload);
    const std::string value = required_text(payload, "value");
    // The trail proves who looked for whom to whoever knows the value, and tells it to nobody.
    payload["value"] = state_->content_hash(base::to_hex(base::sha256(value)));
    command.kind = "find";
    command.payload = payload.dump();
    (void)apply(command);
    return find_rows(required_text(payload, "register"), required_text(payload, "field"), value,
                     text_of(payload, "region"), limit, who);
}

}  // namespace app
