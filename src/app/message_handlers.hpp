#pragma once

#include "handlers.hpp"

namespace app {

/// Whoever pushes a gateway's replies; no account can have this name.
inline constexpr const char* gateway_user = "@gateway";

Handled handle_write_message(const Context& context);
Handled handle_mark_messages(const Context& context);
Handled handle_take_reply(const Context& context);

}  // namespace app
