#pragma once

#include <memory>
#include <vector>

#include "app/app.hpp"
#include "app/documents.hpp"
#include "base/environment.hpp"
#include "route.hpp"

namespace app {
class Messages;
}

namespace server {

/// Every operation of docs/openapi.yaml. Both objects outlive the routes. `secure_cookies`: only
/// over TLS, as everywhere but on loopback. `base_map`: what stands under the map, as a document.
/// `messages`: with the sender, if there is one.
std::vector<Route> api_routes(base::Environment& environment, app::App& app, bool secure_cookies,
                              const std::string& base_map = R"({"layers":[]})",
                              std::shared_ptr<app::Messages> messages = {});

/// Its parts.
std::vector<Route> read_routes(base::Environment& environment, app::App& app);
std::vector<Route> change_routes(base::Environment& environment, app::App& app);
std::vector<Route> session_routes(base::Environment& environment, app::App& app,
                                  bool secure_cookies);
std::vector<Route> ledger_routes(app::App& app);
std::vector<Route> count_routes(app::App& app);
std::vector<Route> settlement_routes(app::App& app);
std::vector<Route> map_routes(base::Environment& environment, app::App& app,
                              const std::string& base_map);
std::vector<Route> field_routes(app::App& app);
std::vector<Route> oversight_routes(app::App& app);
std::vector<Route> document_routes(app::App& app);
/// A finished document as a file to keep.
Response attached(app::DocumentFile file);
std::vector<Route> draw_routes(app::App& app);
std::vector<Route> message_routes(app::App& app, const std::shared_ptr<app::Messages>& messages);
std::vector<Route> people_routes(base::Environment& environment, app::App& app);
std::vector<Route> evidence_routes(base::Environment& environment, app::App& app);
std::vector<Route> upload_routes(base::Environment& environment, app::App& app);

/// Who asks, by the session cookie; the person at the machine while there are no accounts.
Caller identify(app::App& app, const Request& request, bool in_use, bool secure_cookies);

/// A command of the caller, with the operation id of the request's header.
app::Command command_of(const Call& call, std::string kind, std::string payload);
/// Applies it; the answer is its document.
Response apply_command(app::App& app, const app::Command& command);

}  // namespace server
