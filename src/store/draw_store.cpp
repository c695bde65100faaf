#include "store/draw_store.hpp"

#include "register_sql.hpp"

namespace store {

DrawFiles load_draw(Connection& connection, std::string_view draw) {
    const auto statement = prepare_file(connection, "common/draw_files");
    statement->with(draw);
    DrawFiles files;
    while (statement->step())
        files.emplace(std::string(statement->text(0)), std::string(statement->text(1)));
    return files;
}

void save_draw_file(Connection& connection, std::string_view draw, std::string_view file,
                    std::string_view content, std::int64_t begin_sequence) {
    prepare_file(connection, "common/draw_file_save")
        ->with(draw, file, content, begin_sequence)
        .run();
}

std::vector<std::string> list_draws(Connection& connection) {
    const auto statement = prepare_file(connection, "common/draws");
    std::vector<std::string> draws;
    while (statement->step()) draws.emplace_back(statement->text(0));
    return draws;
}

std::int64_t count_announced(Connection& connection) {
    const auto statement = prepare_file(connection, "common/draws_announced");
    return statement->step() ? statement->integer(0) : 0;
}

}  // namespace store
