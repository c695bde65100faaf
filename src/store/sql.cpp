#include <algorithm>
#include <stdexcept>

#include "store/connection.hpp"
#include "store_sql/embedded.hpp"

namespace store {

std::string_view sql_text(std::string_view path) {
    const std::string wanted = std::string(path) + ".sql";
    const auto files = store_sql::embedded_files();
    const auto it = std::lower_bound(files.begin(), files.end(), wanted,
                                     [](const store_sql::EmbeddedFile& file,
                                        const std::string& name) { return file.path < name; });
    if (it == files.end() || it->path != wanted)
        throw std::logic_error("there is no statement " + wanted);
    return it->bytes;
}

std::unique_ptr<Statement> prepare_file(Connection& connection, std::string_view path) {
    return connection.prepare(sql_text(path));
}

}  // namespace store
