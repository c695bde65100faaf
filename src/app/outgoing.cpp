#include "app/outgoing.hpp"

#include <algorithm>
#include <map>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "base/bytes.hpp"
#include "message_rows.hpp"
#include "registers/region.hpp"

namespace app {
namespace {

struct Contact {
    std::string region, number, unit, level, channel, address, holder, shown_address;
    bool opted_out = false;
};

class Contacts {
public:
    Contacts(store::Connection& connection, const registers::Declaration& declaration) {
        store::for_each_row(connection, declaration, [&](const store::StoredRow& stored) {
            const RowTexts row(declaration, stored.row);
            all_.push_back({row.text("region"), row.text("number"), row.text("unit"),
                            row.text("level"), row.text("channel"), row.text("address"),
                            row.masked("holder_name"), row.masked("address"),
                            row.text("opted_out") == "yes"});
        });
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const Contact& each = all_[i];
            by_key_[{each.region, each.number}] = i;
            (each.unit.empty() ? by_level_[each.level] : by_unit_[each.unit]).push_back(i);
        }
    }

    /// In the register's order.
    [[nodiscard]] std::vector<const Contact*> concerned(const Notice& notice) const {
        std::vector<std::size_t> places;
        if (const auto unit = by_unit_.find(notice.unit); unit != by_unit_.end())
            places = unit->second;
        if (const auto level = by_level_.find(notice.level); level != by_level_.end())
            for (const std::size_t place : level->second)
                if (registers::is_in_scope(notice.region, all_[place].region))
                    places.push_back(place);
        std::ranges::sort(places);
        std::vector<const Contact*> contacts;
        for (const std::size_t place : places) contacts.push_back(&all_[place]);
        return contacts;
    }

    [[nodiscard]] const Contact* find(const std::string& region, const std::string& number) const {
        const auto found = by_key_.find({region, number});
        return found == by_key_.end() ? nullptr : &all_[found->second];
    }

private:
    std::vector<Contact> all_;
    std::map<std::pair<std::string, std::string>, std::size_t> by_key_;
    std::map<std::string, std::vector<std::size_t>> by_unit_, by_level_;
};

// A journal's line has no room for what could end a column.
std::string key_of(const Notice& notice, const Contact& contact) {
    const std::string all = notice.ledger + '\x1f' + notice.number + '\x1f' + notice.cycle +
                            '\x1f' + notice.kind + '\x1f' + notice.serial;
    return base::to_hex(base::sha256(all)).substr(0, 24) + "-" + contact.region + "-" +
           contact.number + "-" + contact.channel;
}

std::string key_of_written(const Notice& notice) {
    return notice.message + "-" + notice.recipient;
}

OutgoingMessage about(const Notice& notice) {
    OutgoingMessage message;
    message.kind = notice.kind;
    message.title = notice.title;
    message.text = notice.text;
    message.notice = notice.id;
    message.region = notice.region;
    message.ledger = notice.ledger;
    message.issued_on = notice.issued_on;
    message.written_by = notice.written_by;
    message.user = notice.user;
    return message;
}

OutgoingMessage to_contact(const Notice& notice, const Contact& contact, std::string key) {
    OutgoingMessage message = about(notice);
    message.key = std::move(key);
    message.channel = contact.channel;
    message.address = contact.address;
    message.text = "【万家】" + notice.text + (contact.channel == "sms" ? "回复 TD 退订。" : "");
    message.contact_region = contact.region;
    message.contact_number = contact.number;
    message.holder = contact.holder;
    message.shown_address = contact.shown_address;
    message.opted_out = contact.opted_out;
    return message;
}

OutgoingMessage written(const Notice& notice, const Contacts& contacts) {
    if (!notice.user.empty()) {
        OutgoingMessage message = about(notice);
        message.key = key_of_written(notice);
        message.channel = "in_page";
        return message;
    }
    if (const Contact* contact = contacts.find(notice.region, notice.contact))
        return to_contact(notice, *contact, key_of_written(notice));
    OutgoingMessage message = about(notice);
    message.key = key_of_written(notice);
    message.contact_region = notice.region;
    message.contact_number = notice.contact;
    message.gone = true;
    return message;
}

}  // namespace

std::vector<OutgoingMessage> outgoing_of(store::Connection& connection, const Catalogue& catalogue,
                                         const std::vector<Notice>& notices) {
    std::vector<OutgoingMessage> all;
    const auto* declaration = find_declaration(catalogue, contact_register);
    if (!declaration) return all;
    const Contacts contacts(connection, *declaration);
    for (const Notice& notice : notices) {
        if (notice.kind == "written") {
            all.push_back(written(notice, contacts));
            continue;
        }
        for (const Contact* contact : contacts.concerned(notice))
            all.push_back(to_contact(notice, *contact, key_of(notice, *contact)));
    }
    return all;
}

std::vector<OutgoingMessage> outgoing_messages(App& app, base::Date since) {
    return app.ledgers().state().read(
        [&](store::Connection& connection, const Catalogue& catalogue) {
            return outgoing_of(connection, catalogue, notices_since(connection, catalogue, since));
        });
}

}  // namespace app
