#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "trail/trail.hpp"

namespace trail {

/// A log with its signed checkpoint and its witnesses, as a county would publish it.
struct PublishedLog {
    std::string origin;
    std::string text;  ///< every line with its line feed
    std::string checkpoint;
};

inline KeyPair key_of(std::uint8_t owner) {
    std::array<std::uint8_t, 32> seed{};
    seed.fill(owner);
    return make_key_pair(seed);
}

inline constexpr std::uint8_t log_owner = 1;
inline constexpr std::array<const char*, 2> witness_names = {"grid-company", "discipline-office"};

inline std::string chain_lines(const std::string& origin, const std::vector<std::string>& records) {
    std::string text;
    std::string previous = genesis_hash(origin);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const std::string line =
            format_line(static_cast<std::int64_t>(i + 1), previous, records[i]);
        previous = line_hash(line);
        text += line + "\n";
    }
    return text;
}

inline std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

inline std::string sign_log(const std::string& origin, const std::string& text,
                            const KeyPair& key) {
    ChainVerifier verifier(origin);
    for (const std::string& line : split_lines(text)) verifier.add(line);
    const std::string body =
        checkpoint_body(origin, verifier.size(), verifier.tree().root(), verifier.last_hash());
    return sign_checkpoint(body, origin, key.private_pem);
}

inline std::string cosign_by_all(std::string checkpoint) {
    std::string lines;
    for (std::size_t i = 0; i < witness_names.size(); ++i)
        lines +=
            cosign_checkpoint(checkpoint, witness_names[i],
                              key_of(static_cast<std::uint8_t>(10 + i)).private_pem, 1561852800);
    return checkpoint + lines;
}

inline PublishedLog publish(const std::string& origin, const std::vector<std::string>& records) {
    PublishedLog log{origin, chain_lines(origin, records), {}};
    log.checkpoint = cosign_by_all(sign_log(origin, log.text, key_of(log_owner)));
    return log;
}

inline std::vector<std::string> random_records(std::mt19937_64& random, std::size_t count) {
    std::vector<std::string> records;
    for (std::size_t i = 0; i < count; ++i) {
        Entry entry;
        entry.server_time =
            base::Instant(std::chrono::milliseconds(1561852800000 + random() % 1000));
        entry.user = "u" + std::to_string(random() % 90);
        entry.action = random() % 2 == 0 ? "import" : "login";
        entry.object = std::string(random() % 20, 'k');
        entry.succeeded = random() % 8 != 0;
        records.push_back(format_entry(entry));
    }
    return records;
}

}  // namespace trail
