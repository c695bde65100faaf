#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "registers/declaration.hpp"
#include "store/connection.hpp"

/// Personal values once they are stored: sealing them anew, and taking them out for good.
namespace store {

/// The number of the key that seals now; 0 in a database that keeps everything plain.
std::int64_t field_key_number(Connection& connection);

/// Goes on with the key that the database names, when another program went over to a new one or a
/// transaction that did was undone.
void refresh_field_key(Connection& connection);

/// Seals with the key of that number whatever is sealed: personal values of all rows and of all
/// their versions, what commands said and were answered, and the trail's details. The versions
/// themselves stay as they are. Returns how many values.
std::int64_t seal_anew(Connection& connection,
                       const std::vector<registers::Declaration>& declarations,
                       std::int64_t key_number);

/// What spoke of a row whose personal values were taken out.
struct Erased {
    std::int64_t versions = 0;  ///< versions written over
    std::vector<std::int64_t> sequences =
        {};                                  ///< trail numbers at which its versions began or ended
    std::vector<std::int64_t> batches = {};  ///< imports that brought one of them
};

/// Writes over the personal values of a row in all its versions: with nothing or, where the
/// declaration requires a value, with an empty one. Everything else of the versions stays.
Erased erase_personal(Connection& connection, const registers::Declaration& declaration,
                      std::int64_t id);

/// A row that is no more, and when it was removed (ms since 1970).
struct RemovedRow {
    std::int64_t id = 0;
    std::int64_t time_ms = 0;
};
/// By id.
std::vector<RemovedRow> removed_rows(Connection& connection,
                                     const registers::Declaration& declaration);

/// Everything that commands said, also those that were refused: its trail number and its text.
void for_each_payload(Connection& connection,
                      const std::function<void(std::int64_t, std::string_view)>& visit);

/// Takes out what a command said and its answer; the trail's line and hashes stay. Such an entry
/// cannot be replayed.
void erase_payload(Connection& connection, std::int64_t sequence);

/// The trail number of a batch.
std::int64_t sequence_of_batch(Connection& connection, std::int64_t batch);

/// Forgets a kept file; its bytes are the file store's to remove.
void erase_evidence(Connection& connection, std::string_view name);

}  // namespace store
