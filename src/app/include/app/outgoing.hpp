#pragma once

#include <string>
#include <vector>

#include "app/app.hpp"
#include "base/date.hpp"

namespace app {

/// A slip, a reminder or what somebody wrote, on its way to one contact or account.
struct OutgoingMessage {
    /// Of a slip: ledger, number, cycle, kind, serial and contact; of what was written: the message
    /// and the recipient. The same for the same thing.
    std::string key;
    std::string kind;     ///< blue, yellow, red, reminder, written
    std::string channel;  ///< sms, email, webhook; in_page: shown on the account's own pages
    std::string address;  ///< personal, in clear: for the gateway alone
    std::string title, text;
    std::string notice;      ///< what a receipt names
    std::string region;      ///< of the entry, or of who it goes to
    std::string ledger;      ///< empty: written
    std::string issued_on;   ///< date
    std::string written_by;  ///< empty: by the daily look at the ledgers
    std::string contact_region, contact_number, user;
    std::string holder, shown_address;  ///< masked
    bool opted_out = false;             ///< by now; what was sent before was sent
    bool gone = false;                  ///< the contact was removed
};

/// Slips and reminders issued on `since` or later, one for each contact (register `contact`) that
/// they concern: of the unit where the contact names one, else of the role they go to where the
/// contact's region holds the entry's; then what was written since. Each oldest first. Slips name
/// ledger, number, deadline and place, and no person. A folder without these registers gives none.
std::vector<OutgoingMessage> outgoing_messages(App& app, base::Date since);

}  // namespace app
