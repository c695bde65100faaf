#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/outgoing.hpp"
#include "handlers.hpp"
#include "store/register_store.hpp"

namespace app {

/// The registers in which messages stand beside slips and reminders. Their rows come from commands.
inline constexpr const char* contact_register = "contact";
inline constexpr const char* reminder_register = "reminder";
inline constexpr const char* written_register = "written_message";
inline constexpr const char* receipt_register = "message_receipt";
inline constexpr const char* reply_register = "message_reply";

/// Throws forbidden when rows of this register are not written by hand or imported.
void refuse_message_by_hand(const registers::Declaration& declaration);

/// Null in a folder of an older program.
const registers::Declaration* find_declaration(const Catalogue& catalogue, const std::string& name);

/// A row as texts by the names of fields.
class RowTexts {
public:
    RowTexts(const registers::Declaration& declaration, const registers::Row& row)
        : declaration_(declaration), row_(row) {}
    [[nodiscard]] std::string text(const char* name) const;    ///< canonical
    [[nodiscard]] std::string shown(const char* name) const;   ///< in Chinese
    [[nodiscard]] std::string masked(const char* name) const;  ///< as others may see it

private:
    const registers::Declaration& declaration_;
    const registers::Row& row_;
};

/// What is told: a slip, a reminder, or what somebody wrote.
struct Notice {
    std::string id;    ///< r and the row's number, or w: what a receipt names
    std::string kind;  ///< blue, yellow, red, reminder, written
    std::string title, text;
    std::string region, issued_on;
    std::string ledger, number, cycle, serial, unit, level, due_on;  ///< of slips and reminders
    std::string message, recipient, contact, user, written_by;       ///< of what was written
};

/// Those of this day and later: slips and reminders, then what was written, each oldest first.
std::vector<Notice> notices_since(store::Connection& connection, const Catalogue& catalogue,
                                  base::Date since);
Notice slip_notice(const Catalogue& catalogue, const store::StoredRow& stored);
Notice written_notice(const Catalogue& catalogue, const store::StoredRow& stored);

/// One message for each contact or account that they go to (outgoing.cpp).
std::vector<OutgoingMessage> outgoing_of(store::Connection& connection, const Catalogue& catalogue,
                                         const std::vector<Notice>& notices);

/// True when a notice is for this person's pages: written to the account, or a slip or reminder of
/// a unit that the person acts for, or of a role that the person has there; the ledger may be read.
bool is_for(const Notice& notice, const people::Access& who);

/// When somebody had a message before them, and said to have read it.
struct Receipt {
    std::string shown_at, read_at;
};
/// By user, then notice; of one user, or of all with an empty name.
std::map<std::pair<std::string, std::string>, Receipt> load_receipts(store::Connection& connection,
                                                                     const Catalogue& catalogue,
                                                                     const std::string& user);

}  // namespace app
