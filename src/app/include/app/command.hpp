#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace app {

/// Who asks. Until people sign in, the only actor is the one at the machine itself.
struct Actor {
    std::string user = "local";
    std::string role = "lead_unit";
    std::string unit;
    std::string address;
    std::string device;
};

/// One change, from whichever side it comes. Every change is one of these.
struct Command {
    std::string id;  ///< made by the client; the same id with the same content counts once
    Actor actor;
    std::string client_time;           ///< as the client's clock said, with offset; may be empty
    std::string kind;                  ///< see docs/architecture.md for the closed list
    std::string payload;               ///< one JSON object
    std::filesystem::path attachment;  ///< a file the command speaks of (import), or empty
};

/// What a command did. `json` is the answer document; a repeated command gets the first answer.
struct Outcome {
    std::int64_t sequence = 0;  ///< of its trail entry
    bool repeated = false;
    bool has_findings = false;  ///< done, but some rows or rules were not met (exit code 1)
    std::string json;
};

}  // namespace app
