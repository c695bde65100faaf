#pragma once

#include <filesystem>
#include <string>

#include "app/app.hpp"
#include "app/command.hpp"
#include "base/environment.hpp"
#include "store/connection.hpp"
#include "store/records.hpp"
#include "trail/trail.hpp"

namespace app {

/// What a command leaves in the trail besides who and when.
struct Record {
    std::string action;
    std::string object;
    std::string rule_hash;
    std::string details;  ///< goes to the side table; only its salted hash enters the line
};

/// The tree over the lines so far, as its peaks are stored.
trail::MerkleTree restore_tree(const store::TrailState& state);
std::string join_peaks(const trail::MerkleTree& tree);

/// Writes the trail: one entry in the transaction of the act it records.
class Recorder {
public:
    Recorder(base::Environment& environment, std::filesystem::path key_folder)
        : environment_(environment), key_folder_(std::move(key_folder)) {}

    /// Starts an empty trail and makes the log's keys; returns the first ratchet key in hex.
    std::string begin(store::Connection& connection) const;
    /// Appends one entry behind `state`, which is the trail's in this transaction, and moves it on.
    void append(store::Connection& connection, store::TrailState& state, base::Instant now,
                const Command& command, const Record& record, bool succeeded) const;
    /// Signs a checkpoint when 1,000 entries or 60 s have passed since the last (always with
    /// `now`).
    void checkpoint(store::Connection& connection, const store::TrailState& state, bool now) const;
    /// When and by whom a trail number was written.
    struct Moment {
        std::string time;
        std::string user;
    };
    [[nodiscard]] Moment moment(store::Connection& connection, std::int64_t sequence) const;
    [[nodiscard]] App::TrailCheck verify(store::Connection& connection) const;
    /// Writes audit.log, checkpoint and the public key; returns the number of entries.
    std::int64_t export_to(store::Connection& connection,
                           const std::filesystem::path& folder) const;

private:
    [[nodiscard]] std::string log_public_key(store::Connection& connection) const;

    base::Environment& environment_;
    std::filesystem::path key_folder_;
};

}  // namespace app
