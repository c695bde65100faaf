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
    base::Instant server_time;
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

/// The entry as one line of JSON: keys t ct u r o ip dev a k ok why rule d in this order, empty
/// ones left out (t and ok always stand), t in milliseconds since 1970 UTC, ok 0 or 1. Control and
/// line-separating characters and bidirectional marks become \uXXXX, bytes that are not UTF-8
/// become U+FFFD: whatever the values are, the result is one line.
std::string format_entry(const Entry& entry);
/// What a line (`seq TAB prev TAB json`) says; empty when its JSON is none that format_entry made.
std::optional<Entry> parse_entry(std::string_view line);

/// SHA-256 hex of `TAL-1/genesis` LF origin LF: the `prev` of entry 1.
std::string genesis_hash(std::string_view origin);

/// `seq TAB prev TAB json`, without the line feed.
std::string format_line(std::int64_t sequence, std::string_view previous_hash,
                        std::string_view json);

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
    /// Throws invalid_input when the number of peaks is not that of a tree of `size` leaves.
    static MerkleTree restore(std::int64_t size, std::vector<base::Digest> peaks);

private:
    std::int64_t size_ = 0;
    std::vector<base::Digest> peaks_;
};

/// Proof that leaf `index` (0-based) is in the tree over `lines`, and its check (RFC 6962 2.1.1).
/// Throws not_found when there is no such line.
std::vector<base::Digest> prove_inclusion(const std::vector<std::string>& lines,
                                          std::int64_t index);
bool verify_inclusion(std::string_view line, std::int64_t index, std::int64_t size,
                      std::span<const base::Digest> proof, const base::Digest& root);
/// Proof that the tree of `old_size` lines is a prefix of the tree over `lines`, and its check
/// (RFC 6962 2.1.2). Every tree grows from the empty one, with an empty proof. Throws not_found
/// when there are fewer lines than `old_size`.
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
/// The 32 bytes of RFC 8032. Throws invalid_input when the text is not an Ed25519 public key, as do
/// all functions below that take one.
base::Digest public_key_bytes(std::string_view public_pem);

/// Text of a checkpoint up to and with its last body line feed (C2SP tlog-checkpoint): origin,
/// size, base64 root, `chain ` + hash of the last line (genesis hash when empty). An origin or key
/// name is not empty and holds no space, control character or `+`; otherwise invalid_input is
/// thrown.
std::string checkpoint_body(std::string_view origin, std::int64_t size, const base::Digest& root,
                            std::string_view last_line_hash);
/// Body, an empty line, and the log's signature line `— name base64(keyid4 ‖ sig)`; the key id is
/// the first 4 bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key). The log's name is its origin.
std::string sign_checkpoint(std::string_view body, std::string_view name,
                            std::string_view private_pem);

/// The line a witness adds to a signed checkpoint, with its line feed (6.4, cosignature/v1): it has
/// seen this checkpoint at `unix_seconds`. Its key id is as above with 0x04.
std::string cosign_checkpoint(std::string_view checkpoint, std::string_view name,
                              std::string_view private_pem, std::int64_t unix_seconds);

struct Checkpoint {
    std::string origin;
    std::int64_t size = 0;
    base::Digest root{};
    std::string chain;  ///< hash of line `size`, hex
    std::string body;   ///< the signed text
};
/// Empty when the text is not a checkpoint: a body, an empty line and signature lines, every part
/// in its only spelling. Says nothing about who signed it.
std::optional<Checkpoint> parse_checkpoint(std::string_view text);
/// True when the checkpoint bears a line of `name` with this key's id, and each such line is right.
bool verify_log_signature(std::string_view checkpoint, std::string_view name,
                          std::string_view public_pem);
bool verify_cosignature(std::string_view checkpoint, std::string_view name,
                        std::string_view public_pem);

/// The key after `key`, which tags the next entry with HMAC-SHA-256 over its line: K_{i+1} =
/// SHA-256(`TAL-1/ratchet` ‖ K_i) (6.5). Whoever learns K_j cannot tag entries before j.
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

/// What speaks against the log being the one of the checkpoint, or empty. Feed the verifier exactly
/// the first `checkpoint.size` lines; signatures are checked apart.
std::optional<base::Text> compare(const ChainVerifier& log, const Checkpoint& checkpoint);

}  // namespace trail
