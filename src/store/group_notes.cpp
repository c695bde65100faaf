#include "group_notes.hpp"

namespace store {

void write_trail_state(Connection& connection, const TrailState& state) {
    prepare_file(connection, "common/trail_state_save")
        ->with(state.size, std::string_view(state.last_hash), Blob{state.peaks},
               Blob{state.ratchet_key})
        .run();
}

void write_register_change(Connection& connection, std::string_view name,
                           const GroupNotes::Pending::Register& change) {
    prepare_file(connection, "common/mark_register_changed")
        ->with(name, change.changed_sequence,
               change.next_id == 0 ? Parameter(std::monostate{}) : Parameter(change.next_id))
        .run();
}

void write_notes(Connection& connection) {
    GroupNotes* notes = connection.notes();
    if (!notes) return;
    GroupNotes::Pending& pending = notes->pending;
    if (pending.trail_changed) {
        write_trail_state(connection, *pending.trail);
        pending.trail_changed = false;
    }
    for (auto& [name, each] : pending.registers) {
        if (each.changed_sequence == 0) continue;
        write_register_change(connection, name, each);
        each.changed_sequence = 0;
    }
    for (auto& [key, serial] : pending.serials) {
        if (!serial.changed) continue;
        prepare_file(connection, "common/serial_save")
            ->with(std::string_view(key.first), std::string_view(key.second), serial.last)
            .run();
        serial.changed = false;
    }
}

void forget_catalogue(Connection& connection) {
    if (GroupNotes* notes = connection.notes()) {
        write_notes(connection);
        notes->known.catalogue.reset();
    }
}

}  // namespace store
