#include "store/session_store.hpp"

namespace store {

std::vector<SessionPlace> list_sessions(Connection& connection, std::string_view user) {
    const auto statement = prepare_file(connection, "common/sessions_of");
    statement->with(user);
    const auto text = [&](int column) { return std::string(statement->text(column)); };
    std::vector<SessionPlace> sessions;
    while (statement->step())
        sessions.push_back({text(0), statement->integer(1), text(2), text(3)});
    return sessions;
}

void save_session_place(Connection& connection, const SessionPlace& place) {
    prepare_file(connection, "common/device_save")
        ->with(std::string_view(place.token), std::string_view(place.device),
               std::string_view(place.address))
        .run();
    prepare_file(connection, "common/devices_trim")->run();
}

}  // namespace store
