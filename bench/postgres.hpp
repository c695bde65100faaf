#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>

namespace bench {

/// The peer's own connection to the server of tools/with_postgres.sh.
class Postgres {
public:
    explicit Postgres(const char* url);
    /// The bytes of the first column of the first row; binary.
    std::string ask(const std::string& sql);

private:
    std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

}  // namespace bench
