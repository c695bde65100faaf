#include "trail/trail.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "key_detail.hpp"
#include "trail/witness.hpp"

namespace trail {
namespace {

constexpr std::string_view line_start = "— ";
constexpr std::size_t key_id_size = 4;
constexpr std::size_t time_size = 8;

/// The signature types of the C2SP signed-note key ids.
enum class KeyType : char { log = 0x01, cosignature = 0x04 };

struct SignatureLine {
    std::string_view name;
    std::string bytes;  ///< key id, then what the type says
};

struct SignedNote {
    std::string_view body;
    std::vector<SignatureLine> signatures;
};

bool is_key_name(std::string_view name) {
    return !name.empty() && std::ranges::none_of(name, [](char c) {
        return static_cast<unsigned char>(c) <= 0x20U || c == 0x7F || c == '+';
    });
}

void require_key_name(std::string_view name) {
    if (is_key_name(name)) return;
    throw base::Error(base::ErrorKind::invalid_input,
                      {"留痕的名称“" + std::string(name) + "”不能为空，也不能含空格或加号。",
                       "The trail's name \"" + std::string(name) +
                           "\" must not be empty nor hold spaces or plus signs."});
}

std::string key_id(std::string_view name, KeyType type, const base::Digest& public_key) {
    std::string text(name);
    text += '\n';
    text += static_cast<char>(type);
    text.append(reinterpret_cast<const char*>(public_key.data()), public_key.size());
    const base::Digest digest = base::sha256(text);
    return {reinterpret_cast<const char*>(digest.data()), key_id_size};
}

/// Only the one canonical spelling, so that no character of a checkpoint can change unnoticed.
std::optional<std::string> decode_base64(std::string_view text) {
    auto bytes = base::from_base64(text);
    if (!bytes || base::to_base64(base::as_bytes(*bytes)) != text) return std::nullopt;
    return bytes;
}

std::string format_signature_line(std::string_view name, std::string_view bytes) {
    return std::string(line_start) + std::string(name) + " " +
           base::to_base64(base::as_bytes(bytes)) + "\n";
}

std::optional<SignatureLine> parse_signature_line(std::string_view line) {
    if (!line.starts_with(line_start)) return std::nullopt;
    line.remove_prefix(line_start.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
    auto bytes = decode_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= key_id_size) return std::nullopt;
    return SignatureLine{line.substr(0, space), std::move(*bytes)};
}

/// Takes the first line off `text`; empty when no line feed is left.
std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<SignedNote> parse_note(std::string_view text) {
    const std::size_t gap = text.find("\n\n");
    if (gap == std::string_view::npos) return std::nullopt;
    SignedNote note{text.substr(0, gap + 1), {}};
    text.remove_prefix(gap + 2);
    while (!text.empty()) {
        const auto line = take_line(text);
        auto signature = line ? parse_signature_line(*line) : std::nullopt;
        if (!signature) return std::nullopt;
        note.signatures.push_back(std::move(*signature));
    }
    if (note.signatures.empty()) return std::nullopt;
    return note;
}

std::optional<std::int64_t> parse_size(std::string_view text) {
    std::int64_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (error != std::errc{} || std::to_string(size) != text || size < 0) return std::nullopt;
    return size;
}

std::optional<base::Digest> parse_root(std::string_view text) {
    const auto bytes = decode_base64(text);
    base::Digest root{};
    if (!bytes || bytes->size() != root.size()) return std::nullopt;
    std::ranges::copy(base::as_bytes(*bytes), root.begin());
    return root;
}

std::optional<std::string> parse_chain(std::string_view text) {
    constexpr std::string_view label = "chain ";
    if (!text.starts_with(label)) return std::nullopt;
    text.remove_prefix(label.size());
    const auto bytes = base::from_hex(text);
    if (!bytes || bytes->size() != sizeof(base::Digest) ||
        base::to_hex(base::as_bytes(*bytes)) != text)
        return std::nullopt;
    return std::string(text);
}

std::optional<Checkpoint> parse_body(std::string_view body) {
    Checkpoint checkpoint;
    checkpoint.body = body;
    std::array<std::string_view, 4> lines;
    for (std::string_view& line : lines) {
        const auto taken = take_line(body);
        if (!taken) return std::nullopt;
        line = *taken;
    }
    const auto size = parse_size(lines[1]);
    const auto root = parse_root(lines[2]);
    auto chain = parse_chain(lines[3]);
    if (!body.empty() || !is_key_name(lines[0]) || !size || !root || !chain) return std::nullopt;
    checkpoint.origin = lines[0];
    checkpoint.size = *size;
    checkpoint.root = *root;
    checkpoint.chain = std::move(*chain);
    return checkpoint;
}

std::string cosigned_text(std::string_view body, std::uint64_t unix_seconds) {
    return "cosignature/v1\ntime " + std::to_string(unix_seconds) + "\n" + std::string(body);
}

std::string big_endian(std::uint64_t value) {
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFFU);
    return bytes;
}

std::uint64_t read_big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

void append(std::string& out, const Signature& signature) {
    out.append(reinterpret_cast<const char*>(signature.data()), signature.size());
}

/// True when at least one line is of this key and `is_right` holds for all that are. It gets the
/// bytes after the key id.
template <typename Check>
bool all_lines_right(const SignedNote& note, std::string_view name, std::string_view id,
                     const Check& is_right) {
    bool found = false;
    for (const SignatureLine& line : note.signatures) {
        if (line.name != name || !line.bytes.starts_with(id)) continue;
        if (!is_right(std::string_view(line.bytes).substr(key_id_size))) return false;
        found = true;
    }
    return found;
}

}  // namespace

std::string checkpoint_body(std::string_view origin, std::int64_t size, const base::Digest& root,
                            std::string_view last_line_hash) {
    require_key_name(origin);
    return std::string(origin) + "\n" + std::to_string(size) + "\n" + base::to_base64(root) +
           "\nchain " + std::string(last_line_hash) + "\n";
}

std::string sign_checkpoint(std::string_view body, std::string_view name,
                            std::string_view private_pem) {
    require_key_name(name);
    std::string bytes = key_id(name, KeyType::log, public_half(private_pem));
    append(bytes, sign(private_pem, body));
    return std::string(body) + "\n" + format_signature_line(name, bytes);
}

std::string cosign_checkpoint(std::string_view checkpoint, std::string_view name,
                              std::string_view private_pem, std::int64_t unix_seconds) {
    require_key_name(name);
    const auto note = parse_note(checkpoint);
    if (!note || unix_seconds < 0)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"要见证的文本不是签过名的检查点。",
                           "The text to be witnessed is not a signed checkpoint."});
    const auto time = static_cast<std::uint64_t>(unix_seconds);
    std::string bytes =
        key_id(name, KeyType::cosignature, public_half(private_pem)) + big_endian(time);
    append(bytes, sign(private_pem, cosigned_text(note->body, time)));
    return format_signature_line(name, bytes);
}

std::optional<Checkpoint> parse_checkpoint(std::string_view text) {
    const auto note = parse_note(text);
    return note ? parse_body(note->body) : std::nullopt;
}

bool verify_log_signature(std::string_view checkpoint, std::string_view name,
                          std::string_view public_pem) {
    const auto note = parse_note(checkpoint);
    if (!note) return false;
    const std::string id = key_id(name, KeyType::log, public_key_bytes(public_pem));
    return all_lines_right(*note, name, id, [&](std::string_view signature) {
        return verify(public_pem, note->body, signature);
    });
}

bool verify_cosignature(std::string_view checkpoint, std::string_view name,
                        std::string_view public_pem) {
    return cosigned_at(checkpoint, name, public_pem).has_value();
}

std::optional<std::int64_t> cosigned_at(std::string_view checkpoint, std::string_view name,
                                        std::string_view public_pem) {
    const auto note = parse_note(checkpoint);
    if (!note) return std::nullopt;
    const std::string id = key_id(name, KeyType::cosignature, public_key_bytes(public_pem));
    std::uint64_t latest = 0;
    const bool right = all_lines_right(*note, name, id, [&](std::string_view bytes) {
        if (bytes.size() <= time_size) return false;
        const std::uint64_t time = read_big_endian(bytes.substr(0, time_size));
        latest = std::max(latest, time);
        return verify(public_pem, cosigned_text(note->body, time), bytes.substr(time_size));
    });
    return right ? std::optional(static_cast<std::int64_t>(latest)) : std::nullopt;
}

}  // namespace trail
