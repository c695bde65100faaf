#include "permission.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "payload.hpp"
#include "recorder.hpp"
#include "store/people_store.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using people::Right;

constexpr const char* machine_user = "local";
constexpr const char* unit_register = "unit";

enum class Needs { right, any_role, nothing, own_rules };

struct Rule {
    const char* kind;
    Needs needs;
    Right right = Right::read;
};

// `own_rules`: the handler asks by itself; `any_role`: a ledger says which; `nothing`: anybody.
constexpr Rule rules[] = {
    {"import", Needs::own_rules},
    {"put", Needs::own_rules},
    {"remove", Needs::own_rules},
    {"undo", Needs::right, Right::write},
    {"declare", Needs::right, Right::configure},
    {"load_programme", Needs::right, Right::configure},
    {"freeze", Needs::right, Right::publish},
    {"restate", Needs::right, Right::publish},
    {"freeze_document", Needs::right, Right::publish},
    {"approve_document", Needs::right, Right::publish},
    {"load_template", Needs::right, Right::configure},
    {"change_regions", Needs::right, Right::configure},
    {"note", Needs::right, Right::export_},
    {"attach_evidence", Needs::own_rules},
    {"load_ledger", Needs::right, Right::configure},
    {"reveal", Needs::right, Right::reveal},
    {"find", Needs::right, Right::reveal},
    {"erase", Needs::right, Right::erase},
    {"draw_freeze", Needs::right, Right::publish},
    {"draw_announce", Needs::right, Right::publish},
    {"draw_commit", Needs::own_rules},
    {"draw_reveal", Needs::own_rules},
    {"draw_close", Needs::right, Right::publish},
    {"draw_public", Needs::right, Right::publish},
    {"draw_replace", Needs::right, Right::publish},
    {"draw_enlarge", Needs::right, Right::publish},
    {"draw_void", Needs::right, Right::publish},
    {"draw_take", Needs::right, Right::publish},
    {"evaluate", Needs::right, Right::configure},
    {"write_message", Needs::right, Right::publish},
    {"mark_messages", Needs::own_rules},
    {"take_reply", Needs::own_rules},
    {"open_entry", Needs::any_role},
    {"open_for_units", Needs::any_role},
    {"find_crossings", Needs::any_role},
    {"look_for_suspicion", Needs::any_role},
    {"prepare_visits", Needs::right, Right::publish},
    {"open_findings", Needs::any_role},
    {"find_settlements", Needs::right, Right::write},
    {"correct_settlement", Needs::right, Right::write},
    {"step", Needs::any_role},
    {"ask", Needs::any_role},
    {"decide", Needs::any_role},
    {"resume", Needs::any_role},
    {"merge", Needs::any_role},
    {"add_user", Needs::right, Right::accounts},
    {"set_user", Needs::right, Right::accounts},
    {"set_password", Needs::own_rules},
    {"set_totp", Needs::own_rules},
    {"grant", Needs::own_rules},
    {"confirm_grant", Needs::own_rules},
    {"refuse_grant", Needs::own_rules},
    {"revoke", Needs::own_rules},
    {"sign_in", Needs::nothing},
    {"sign_in_failed", Needs::nothing},
    {"sign_out", Needs::nothing},
    {"end_session", Needs::own_rules},
};

[[noreturn]] void refuse() {
    throw base::Error(base::ErrorKind::forbidden,
                      {"您的角色不能做这个操作。请联系牵头单位或账号管理员。",
                       "Your role may not do this. Please ask the lead unit or whoever keeps the "
                       "accounts."});
}

[[noreturn]] void refuse_place() {
    throw base::Error(base::ErrorKind::forbidden,
                      {"这超出了您的授权范围，没有执行。",
                       "This reaches beyond what you have been granted. Nothing was done."});
}

}  // namespace

people::Access access_of_user(store::Connection& connection, const people::Roles& roles,
                              const std::string& user, base::Instant now) {
    const bool is_machine = user == machine_user;
    const store::AccountAccess found =
        is_machine ? store::AccountAccess{} : store::load_account_access(connection, user);
    if (is_machine || !found.accounts_exist) {
        people::Access access = people::everything();
        access.user = user;
        return access;
    }
    if (!found.usable) return {user, false, {}, {}};
    return people::access_of(roles, user, found.grants, base::shanghai_date(now));
}

void check_command(const Context& context) {
    if (context.access.everything) return;
    const auto rule = std::find_if(std::begin(rules), std::end(rules), [&](const Rule& each) {
        return context.command.kind == each.kind;
    });
    if (rule == std::end(rules)) refuse();
    if (rule->needs == Needs::any_role && context.access.allowances.empty()) refuse();
    if (rule->needs == Needs::right && !people::holds(context.access, rule->right)) refuse();
}

people::Reach writable(const Context& context, const std::string& register_name) {
    const Right right = register_name == unit_register ? Right::accounts : Right::write;
    people::Target about;
    if (right == Right::write) about.register_name = register_name;
    auto reach = people::reach(context.access, right, about);
    if (reach.areas.empty()) refuse();
    return reach;
}

void require_regions(const Context& context, const std::vector<std::string>& codes) {
    const auto reach = people::reach(context.access, Right::configure);
    for (const std::string& code : codes)
        if (!reach.covers(registers::scope_prefix(code))) refuse_place();
}

void require_scope(const Context& context, Right right, const programme::Programme& programme) {
    const auto reach = people::reach(context.access, right, {{}, {}, programme.code, {}, {}});
    for (const std::string& region : programme.scope)
        if (!reach.covers(registers::scope_prefix(region)) || reach.is_operator_bound())
            refuse_place();
}

bool may_see(store::Connection& connection, const people::Roles& roles, const people::Access& who,
             const std::string& maker, const std::string& register_name, base::Instant now) {
    if (who.everything) return true;
    const people::Target about{{}, {}, {}, {}, register_name};
    const auto reads = people::reach(who, Right::read, about);
    if (reads.areas.empty()) return false;
    if (maker == who.user || reads.is_everything()) return true;
    const auto writes =
        people::reach(access_of_user(connection, roles, maker, now), Right::write, about);
    return !writes.areas.empty() && reads.covers(writes);
}

bool may_undo(const Context& context, const store::BatchRecord& batch) {
    if (context.access.everything) return true;
    const auto entry = store::load_trail_entry(context.connection, batch.sequence);
    const auto line = entry ? trail::parse_entry(entry->line.line) : std::nullopt;
    const std::string maker = line ? line->user : std::string{};
    if (!may_see(context.connection, context.roles, context.access, maker, batch.register_name,
                 context.environment.clock.now()))
        return false;
    if (maker != context.access.user && !people::holds(context.access, Right::publish))
        return false;
    return store::lies_batch_within(context.connection,
                                    context.catalogue.declaration(batch.register_name), batch.id,
                                    writable(context, batch.register_name));
}

}  // namespace app
