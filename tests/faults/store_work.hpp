#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/files.hpp"
#include "recording.hpp"
#include "registers/declaration.hpp"
#include "store/store.hpp"

namespace faults {

/// A register of notes: region, number, depth and a text of any length.
const registers::Declaration& note_register();
void declare_note_register(store::Connection& connection);

/// Writes `rows` notes numbered `<name>-<i>` in one transaction.
void write_notes(store::Store& store, const std::string& name, int rows, std::size_t text_bytes);
/// How many notes of that name there are.
std::int64_t count_notes(store::Store& store, const std::string& name);

/// Rows, updates and evidence files, with the store closed and opened in between, and sometimes
/// with a reader that keeps its snapshot. A recorded step each.
void record_store_work(Recording& recording, store::Synchronous synchronous, int steps);

}  // namespace faults
