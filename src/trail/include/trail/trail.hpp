#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"

namespace trail {

/// What one entry says (TAL-1 section 6.2). No personal data: details go to a side table and only
/// SHA-256(salt ‖ details) enters the line.
struct Entry {
    base::Instant server_time{};
    std::string client_time;  ///< as the client wrote it, with its offset; may be empty
    std::string user;
    std::string role;
    std::string unit;
    std::string address;
    std::string device;
    std::string action;  ///< from the closed list of actions
    std::string object;
    bool succeeded = true;
    std::string reason_code;
    std::string rule_hash;
    std::string details_hash;  ///< hex
};

/// The entry as one line of JSON: keys t ct u r o ip dev a k ok why rule d in this order, empty ones
/// left out, control characters escaped, bidirectional marks escaped.
std::string format_entry(const Entry& entry);

/// SHA-256 hex of `TAL-1/genesis` LF origin LF: the `prev` of entry 1.
std::string genesis_hash(std::string_view origin);

/// `seq TAB prev TAB json`, without the line feed.
std::string format_line(std::int64_t sequence, std::string_view previous_hash, std::string_view json);

/// SHA-256 hex of a line without its line feed: the `prev` of the next entry.
std::string line_hash(std::string_view line);

/// RFC 6962 Merkle tree over lines, grown one leaf at a time in O(log n) memory.
class MerkleTree {
public:
    void add(std::string_view line);
    [[nodiscard]] std::int64_t size() const { return size_; }
    /// Root over all lines so far; SHA-256 of nothing when empty.
    [[nodiscard]] base::Digest root() const;
    /// The peaks, left to right, for storing between runs.
    [[nodiscard]] std::vector<base::Digest> peaks() const { return peaks_; }
    static MerkleTree restore(std::int64_t size, std::vector<base::Digest> peaks);

private:
    std::int64_t size_ = 0;
    std::vector<base::Digest> peaks_;
};

/// Proof that leaf `index` (0-based) is in the tree over `lines`, and its check (RFC 6962 2.1.1).
std::vector<base::Digest> prove_inclusion(const std::vector<std::string>& lines, std::int64_t index);
bool verify_inclusion(std::string_view line, std::int64_t index, std::int64_t size,
                      std::span<const base::Digest> proof, const base::Digest& root);
/// Proof that the tree of `old_size` lines is a prefix of the tree over `lines`, and its check
/// (RFC 6962 2.1.2).
std::vector<base::Digest> prove_consistency(const std::vector<std::string>& lines,
                                            std::int64_t old_size);
bool verify_consistency(std::int64_t old_size, const base::Digest& old_root, std::int64_t new_size,
                        const base::Digest& new_root, std::span<const base::Digest> proof);

/// An Ed25519 key pair. The private half is a PEM text (PKCS #8), the public half too (SPKI).
struct KeyPair {
    std::string private_pem;
    std::string public_pem;
};
KeyPair make_key_pair(std::span<const std::uint8_t, 32> seed);
base::Digest public_key_bytes(std::string_view public_pem);

/// Text of a checkpoint up to and with its last body line feed (C2SP tlog-checkpoint): origin, size,
/// base64 root, `chain ` + hash of the last line (genesis hash when empty).
std::string checkpoint_body(std::string_view origin, std::int64_t size, const base::Digest& root,
                            std::string_view last_line_hash);
/// Body, an empty line, and the log's signature line `— name base64(keyid4 ‖ sig)`; the key id is the
/// first 4 bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key).
std::string sign_checkpoint(std::string_view body, std::string_view name,
                            std::string_view private_pem);

struct Checkpoint {
    std::string origin;
    std::int64_t size = 0;
    base::Digest root{};
    std::string chain;
    std::string body;
};
/// Empty when the text is not a checkpoint.
std::optional<Checkpoint> parse_checkpoint(std::string_view text);
bool verify_log_signature(std::string_view checkpoint, std::string_view name,
                          std::string_view public_pem);

/// Key of entry 1's successor and so on: K_{i+1} = SHA-256(`TAL-1/ratchet` ‖ K_i) (6.5).
base::Digest next_ratchet_key(const base::Digest& key);

/// The first thing that is wrong with a log, or empty. Lines are fed in order.
class ChainVerifier {
public:
    explicit ChainVerifier(std::string_view origin);
    /// False when this line breaks the chain; then `problem` says how. Further lines are ignored.
    bool add(std::string_view line);
    [[nodiscard]] const std::optional<base::Text>& problem() const { return problem_; }
    [[nodiscard]] std::int64_t size() const { return tree_.size(); }
    [[nodiscard]] const MerkleTree& tree() const { return tree_; }
    [[nodiscard]] const std::string& last_hash() const { return last_hash_; }

private:
    MerkleTree tree_;
    std::string last_hash_;
    std::optional<base::Text> problem_;
};

}  // namespace trail
