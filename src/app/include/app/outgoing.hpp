#pragma once

#include <string>
#include <vector>

#include "app/app.hpp"
#include "base/date.hpp"

namespace app {

/// A slip or reminder on its way to one contact.
struct OutgoingMessage {
    /// Ledger, number, cycle, kind, serial and contact: the same for the same thing.
    std::string key;
    std::string channel;  ///< sms, email, webhook
    std::string address;  ///< personal, in clear: for the gateway alone
    std::string title, text;
};

/// Slips and reminders issued on `since` or later, one for each contact (register `contact`) that
/// they concern and that has not opted out: of the unit where the contact names one, else of the
/// role they go to where the contact's region holds the entry's. Oldest first. They name ledger,
/// number, deadline and place, and no person. A folder without that register gives none.
std::vector<OutgoingMessage> outgoing_messages(App& app, base::Date since);

}  // namespace app
