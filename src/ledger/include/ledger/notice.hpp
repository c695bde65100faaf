#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/definition.hpp"
#include "registers/value.hpp"

namespace ledger {

/// One thing that is sent because of an entry's light: a slip (督办单) of the light's colour, once
/// for each colour and deadline, or a reminder (催办). `key` with `serial` says which one it is:
/// the same entry on the same day gives the same, so what was sent once is not sent again. A return
/// starts nothing anew; an extension or a reopening does.
struct Notice {
    std::string number, region, unit;
    std::string cycle;  ///< deadline and what moved it
    std::string kind;   ///< blue, yellow, red, reminder
    std::int64_t serial = 1;
    std::string level;  ///< role it goes to
    std::optional<base::Date> due;

    [[nodiscard]] std::string key() const { return number + '\x1f' + cycle + '\x1f' + kind; }
};

/// What is due to be sent for an open entry on a day. Reminders go out every so many days while the
/// entry is overdue, to the next level after so many that no step followed.
std::vector<Notice> notices(const Ledger& ledger, const registers::Row& entry, base::Date today);

}  // namespace ledger
