#include "message_rows.hpp"

#include <algorithm>

#include "registers/region.hpp"

namespace app {
namespace {

using registers::Declaration;

std::string label_of(const Catalogue& catalogue, const std::string& ledger) {
    const auto* declaration = find_declaration(catalogue, ledger);
    return declaration ? declaration->label.zh : ledger;
}

std::string place_of(const Catalogue& catalogue, const std::string& code) {
    const auto* region = catalogue.regions.find_latest(code);
    return region ? region->name : code;
}

std::string id_of(char kind, const store::StoredRow& stored) {
    return kind + std::to_string(stored.id);
}

}  // namespace

void refuse_message_by_hand(const Declaration& declaration) {
    if (declaration.name != written_register && declaration.name != receipt_register &&
        declaration.name != reply_register)
        return;
    throw base::Error(base::ErrorKind::forbidden,
                      {"“" + declaration.label.zh +
                           "”由收发消息产生，不能手工填写或导入；请在“消息”"
                           "页面办理。",
                       "Rows of " + declaration.name +
                           " come from messages; they are not written by hand or imported. Use the "
                           "page of messages."});
}

const Declaration* find_declaration(const Catalogue& catalogue, const std::string& name) {
    const auto found = std::ranges::find(catalogue.declarations, name, &Declaration::name);
    return found == catalogue.declarations.end() ? nullptr : &*found;
}

std::string RowTexts::text(const char* name) const {
    const auto index = declaration_.find(name).value();
    return registers::canonical_text(declaration_.fields[index], row_.values[index]);
}

std::string RowTexts::shown(const char* name) const {
    const auto index = declaration_.find(name).value();
    return registers::display_value(declaration_.fields[index], row_.values[index], true);
}

std::string RowTexts::masked(const char* name) const {
    const auto index = declaration_.find(name).value();
    const auto& field = declaration_.fields[index];
    return registers::mask_value(field, registers::canonical_text(field, row_.values[index]));
}

Notice slip_notice(const Catalogue& catalogue, const store::StoredRow& stored) {
    const RowTexts row(catalogue.declaration(reminder_register), stored.row);
    Notice notice;
    notice.id = id_of('r', stored);
    notice.kind = row.text("kind");
    notice.region = row.text("region");
    notice.issued_on = row.text("issued_on");
    notice.ledger = row.text("ledger");
    notice.number = row.text("number");
    notice.cycle = row.text("cycle");
    notice.serial = row.text("serial");
    notice.unit = row.text("unit");
    notice.level = row.text("level");
    notice.due_on = row.text("due_on");
    const std::string what = row.shown("kind") + "：" + place_of(catalogue, notice.region) + "，" +
                             label_of(catalogue, notice.ledger) + " " + notice.number;
    notice.title =
        row.shown("kind") + "：" + label_of(catalogue, notice.ledger) + " " + notice.number;
    notice.text =
        what + (notice.due_on.empty() ? "" : "，时限 " + notice.due_on) + "。请登录系统办理。";
    return notice;
}

Notice written_notice(const Catalogue& catalogue, const store::StoredRow& stored) {
    const RowTexts row(catalogue.declaration(written_register), stored.row);
    Notice notice;
    notice.id = id_of('w', stored);
    notice.kind = "written";
    notice.title = row.text("title");
    notice.text = row.text("text");
    notice.region = row.text("region");
    notice.issued_on = row.text("written_on");
    notice.message = row.text("message");
    notice.recipient = row.text("recipient");
    notice.contact = row.text("contact");
    notice.user = row.text("user");
    notice.written_by = row.text("written_by");
    return notice;
}

std::vector<Notice> notices_since(store::Connection& connection, const Catalogue& catalogue,
                                  base::Date since) {
    const std::string first = base::format_date(since);
    std::vector<Notice> all;
    const auto read = [&](const char* name, const char* day, auto notice_of) {
        const auto* declaration = find_declaration(catalogue, name);
        if (!declaration) return;
        store::for_each_row(connection, *declaration, [&](const store::StoredRow& stored) {
            if (RowTexts(*declaration, stored.row).text(day) >= first)
                all.push_back(notice_of(catalogue, stored));
        });
    };
    read(reminder_register, "issued_on", slip_notice);
    read(written_register, "written_on", written_notice);
    return all;
}

bool is_for(const Notice& notice, const people::Access& who) {
    if (notice.kind == "written") return !notice.user.empty() && notice.user == who.user;
    if (who.everything) return true;
    const bool named = std::ranges::any_of(who.allowances, [&](const people::Allowance& each) {
        const auto& grant = each.grant;
        if (!grant.unit.empty() && grant.unit == notice.unit) return true;
        return each.role.name == notice.level && (grant.unit.empty() || notice.unit.empty()) &&
               (grant.region.empty() || registers::is_in_scope(notice.region, grant.region));
    });
    return named && people::allows(who, people::Right::read,
                                   {notice.region, notice.unit, {}, {}, notice.ledger});
}

std::map<std::pair<std::string, std::string>, Receipt> load_receipts(store::Connection& connection,
                                                                     const Catalogue& catalogue,
                                                                     const std::string& user) {
    std::map<std::pair<std::string, std::string>, Receipt> receipts;
    const auto* declaration = find_declaration(catalogue, receipt_register);
    if (!declaration) return receipts;
    const auto take = [&](const store::StoredRow& stored) {
        const RowTexts row(*declaration, stored.row);
        receipts[{row.text("user"), row.text("message")}] = {row.text("shown_at"),
                                                             row.text("read_at")};
    };
    if (user.empty()) {
        store::for_each_row(connection, *declaration, take);
    } else {
        for (const auto& stored : store::rows_with(connection, *declaration, "", {{"user", user}}))
            take(stored);
    }
    return receipts;
}

}  // namespace app
