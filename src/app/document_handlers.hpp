#pragma once

#include "handlers.hpp"

namespace app {

Handled handle_freeze_document(const Context& context);
Handled handle_approve_document(const Context& context);
Handled handle_load_template(const Context& context);

}  // namespace app
