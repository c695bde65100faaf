#pragma once

#include "ledger/entry.hpp"

namespace ledger {

void set_text(const Ledger& ledger, registers::Row& entry, std::string_view field,
              std::string text);
void set_date(const Ledger& ledger, registers::Row& entry, std::string_view field,
              std::optional<base::Date> date);
void add_one(const Ledger& ledger, registers::Row& entry, std::string_view field);
/// The day a limit ends; empty when the field it begins from is.
std::optional<base::Date> limit_end(const Ledger& ledger, const registers::Row& entry,
                                    const Limit& limit, const Moment& moment);
/// Throws forbidden naming the roles, when the actor holds none of them.
void require_role(const std::vector<std::string>& roles, const Actor& actor,
                  const base::Text& what);
[[noreturn]] void refuse(base::ErrorKind kind, const std::string& zh, const std::string& en);

/// The next line of an entry's history.
Done next_done(const Ledger& ledger, const registers::Row& entry, std::span<const Done> history,
               const std::string& step, const Actor& actor, const Moment& moment);

}  // namespace ledger
