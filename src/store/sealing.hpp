#pragma once

#include <memory>

#include "privacy/key.hpp"
#include "store/connection.hpp"

namespace store {

/// Gives a connection what opens and seals personal values, when its database seals them and there
/// are keys. Throws unavailable when the key in use is not among them.
void give_keys(Connection& connection, const std::shared_ptr<const privacy::KeyRing>& keys);

/// A new database seals with the first key of the ring (null: keeps everything plain).
void begin_sealing(Connection& connection, const std::shared_ptr<const privacy::KeyRing>& keys);

/// Seals every personal value of a database that kept them plain; does nothing in another.
void seal_what_is_plain(Connection& connection,
                        const std::shared_ptr<const privacy::KeyRing>& keys);

}  // namespace store
