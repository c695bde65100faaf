#include "app/outgoing.hpp"

#include <algorithm>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "base/bytes.hpp"
#include "registers/region.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using registers::Declaration;

struct Contact {
    std::string region, number, unit, level, channel, address;
};

struct Issued {
    std::string ledger, number, cycle, kind, serial, region, unit, level, due_on, issued_on;
};

class Reader {
public:
    Reader(const Declaration& declaration, const registers::Row& row)
        : declaration_(declaration), row_(row) {}
    [[nodiscard]] std::string text(const char* name) const {
        const auto index = declaration_.find(name).value();
        return registers::canonical_text(declaration_.fields[index], row_.values[index]);
    }
    [[nodiscard]] std::string shown(const char* name) const {
        const auto index = declaration_.find(name).value();
        return registers::display_value(declaration_.fields[index], row_.values[index], true);
    }

private:
    const Declaration& declaration_;
    const registers::Row& row_;
};

const Declaration* find_declaration(const Catalogue& catalogue, const std::string& name) {
    try {
        return &catalogue.declaration(name);
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::not_found) throw;
        return nullptr;
    }
}

std::vector<Contact> load_contacts(store::Connection& connection, const Declaration& declaration) {
    std::vector<Contact> contacts;
    const auto opted_out = declaration.find("opted_out").value();
    store::for_each_row(connection, declaration, [&](const store::StoredRow& stored) {
        const Reader row(declaration, stored.row);
        if (registers::canonical_text(declaration.fields[opted_out],
                                      stored.row.values[opted_out]) == "yes")
            return;
        contacts.push_back({row.text("region"), row.text("number"), row.text("unit"),
                            row.text("level"), row.text("channel"), row.text("address")});
    });
    return contacts;
}

bool concerns(const Issued& issued, const Contact& contact) {
    if (!contact.unit.empty()) return contact.unit == issued.unit;
    return contact.level == issued.level && registers::is_in_scope(issued.region, contact.region);
}

std::string sentence(const Issued& issued, const std::string& kind, const std::string& ledger,
                     const std::string& place) {
    std::string text = "【万家】" + kind + "：" + place + "，" + ledger + " " + issued.number;
    if (!issued.due_on.empty()) text += "，时限 " + issued.due_on;
    return text + "。请登录系统办理。回复 TD 退订。";
}

// A journal's line has no room for what could end a column.
std::string key_of(const Issued& issued, const Contact& contact) {
    const std::string all = issued.ledger + '\x1f' + issued.number + '\x1f' + issued.cycle +
                            '\x1f' + issued.kind + '\x1f' + issued.serial;
    return base::to_hex(base::sha256(all)).substr(0, 24) + "-" + contact.region + "-" +
           contact.number + "-" + contact.channel;
}

std::string label_of(const Catalogue& catalogue, const std::string& ledger) {
    const auto* declaration = find_declaration(catalogue, ledger);
    return declaration ? declaration->label.zh : ledger;
}

std::string place_of(const Catalogue& catalogue, const std::string& code) {
    const auto* region = catalogue.regions.find_latest(code);
    return region ? region->name : code;
}

}  // namespace

std::vector<OutgoingMessage> outgoing_messages(App& app, base::Date since) {
    const std::string first = base::format_date(since);
    return app.ledgers().state().read([&](store::Connection& connection,
                                          const Catalogue& catalogue) {
        std::vector<OutgoingMessage> all;
        const auto* contact_register = find_declaration(catalogue, "contact");
        if (!contact_register) return all;
        const auto contacts = load_contacts(connection, *contact_register);
        const auto& reminders = catalogue.declaration("reminder");
        store::for_each_row(connection, reminders, [&](const store::StoredRow& stored) {
            const Reader row(reminders, stored.row);
            const Issued issued{row.text("ledger"),   row.text("number"), row.text("cycle"),
                                row.text("kind"),     row.text("serial"), row.text("region"),
                                row.text("unit"),     row.text("level"),  row.text("due_on"),
                                row.text("issued_on")};
            if (issued.issued_on < first) return;
            for (const Contact& contact : contacts) {
                if (!concerns(issued, contact)) continue;
                const std::string kind = row.shown("kind");
                const std::string ledger = label_of(catalogue, issued.ledger);
                all.push_back({key_of(issued, contact), contact.channel, contact.address,
                               kind + "：" + ledger + " " + issued.number,
                               sentence(issued, kind, ledger, place_of(catalogue, issued.region))});
            }
        });
        return all;
    });
}

}  // namespace app
