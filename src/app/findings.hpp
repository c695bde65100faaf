#pragma once

#include <nlohmann/json_fwd.hpp>

#include "handlers.hpp"

namespace app {

/// `open_findings` (`{"draw"?,"register"?,"number"?}`): what the rows of registers and ledgers say
/// that is an entry elsewhere is opened there, by the `findings` of their files: problems of sheets
/// become issues, clues go to their restricted ledger and leave the sheet. An entry counts once it
/// has left its ledger's first state and is not dropped. What was opened before, whatever became of
/// it, is not opened again. Rows where the actor holds no role are passed over. Throws forbidden
/// when the actor may not open such an entry, or holds a role at none of the rows.
Handled handle_open_findings(const Context& context);

/// Throws conflict naming what the entry says that is not opened yet where it belongs: each finding
/// has its issue before the sheet is closed.
void require_findings_opened(const Context& context, const ledger::Ledger& ledger,
                             const registers::Row& entry);

/// Throws invalid_input when the values of a new entry name `found_in`: only open_findings links an
/// entry to what it was found in.
void refuse_link_by_hand(const nlohmann::json& values);

}  // namespace app
