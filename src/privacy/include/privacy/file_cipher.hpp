#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "privacy/cipher.hpp"

namespace privacy {

/// Seals a file in pieces of 64 KiB, so that neither side holds it whole. The sealed file is a head
/// (`WJF1` and the key's number, 4 bytes, high byte first), then each piece sealed for its name and
/// number; the last piece, which may be empty, says that it is the last. So pieces cannot be
/// dropped, doubled, put in another order or moved to another file.
class FileSealer {
public:
    /// `name`: under which the file is kept, such as `files/<hash>.xlsx`.
    FileSealer(const Key& key, std::string name);
    /// Sealed bytes, perhaps none yet, for these plain ones.
    [[nodiscard]] std::string add(std::string_view plain);
    /// The rest. Call once.
    [[nodiscard]] std::string finish();

private:
    std::string piece(std::string_view plain, bool last);

    ValueCipher cipher_;
    std::string name_;
    std::string head_;
    std::string waiting_;
    std::int64_t number_ = 0;
};

/// The other direction. Throws internal when the bytes are not what was sealed under that name,
/// unavailable when the ring has no such key.
class FileOpener {
public:
    FileOpener(std::shared_ptr<const KeyRing> ring, std::string name);
    [[nodiscard]] std::string add(std::string_view sealed);
    [[nodiscard]] std::string finish();

private:
    void read_head();
    std::string piece(std::string_view sealed, bool last);

    std::shared_ptr<const KeyRing> ring_;
    std::string name_;
    std::string waiting_;
    std::unique_ptr<ValueCipher> cipher_;
    std::size_t piece_bytes_ = 0;
    std::int64_t number_ = 0;
};

/// True for bytes that begin as a sealed file does.
bool is_sealed_file(std::string_view beginning);

}  // namespace privacy
