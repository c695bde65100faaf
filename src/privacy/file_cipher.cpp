#include "privacy/file_cipher.hpp"

#include "base/error.hpp"

namespace privacy {
namespace {

constexpr std::string_view head_mark = "WJF1";
constexpr std::size_t head_bytes = 8;
constexpr std::size_t plain_piece_bytes = std::size_t{64} << 10;
constexpr std::string_view more = "piece";
constexpr std::string_view last_one = "last piece";

[[noreturn]] void refuse(const std::string& name) {
    throw base::Error(
        base::ErrorKind::internal,
        {"“" + name + "”校验不通过：文件被改动过、不完整，或密钥不是写入时的那一把。",
         "\"" + name +
             "\" does not verify: it was changed, is not whole, or the key is not the one it was "
             "written with."});
}

std::size_t overhead(Cipher cipher) {
    return cipher == Cipher::aes_256_gcm ? 12 + 16 : 16 + 16;
}

}  // namespace

bool is_sealed_file(std::string_view beginning) {
    return beginning.starts_with(head_mark);
}

FileSealer::FileSealer(const Key& key, std::string name) : cipher_(key), name_(std::move(name)) {
    head_ = head_mark;
    for (int shift = 24; shift >= 0; shift -= 8)
        head_ += static_cast<char>((key.number >> shift) & 0xff);
}

std::string FileSealer::piece(std::string_view plain, bool last) {
    std::string sealed = std::move(head_);
    head_.clear();
    return sealed.append(cipher_.seal({name_, last ? last_one : more, number_++}, plain));
}

// One whole piece is always held back: it may be the last.
std::string FileSealer::add(std::string_view plain) {
    waiting_.append(plain);
    std::string sealed;
    std::size_t at = 0;
    for (; waiting_.size() - at > plain_piece_bytes; at += plain_piece_bytes)
        sealed += piece(std::string_view(waiting_).substr(at, plain_piece_bytes), false);
    waiting_.erase(0, at);
    return sealed;
}

std::string FileSealer::finish() {
    return piece(waiting_, true);
}

FileOpener::FileOpener(std::shared_ptr<const KeyRing> ring, std::string name)
    : ring_(std::move(ring)), name_(std::move(name)) {}

void FileOpener::read_head() {
    if (!is_sealed_file(waiting_)) refuse(name_);
    std::int64_t number = 0;
    for (std::size_t i = head_mark.size(); i < head_bytes; ++i)
        number = number * 256 + static_cast<unsigned char>(waiting_[i]);
    const Key* key = find_key(*ring_, number);
    if (!key)
        throw base::Error(base::ErrorKind::unavailable,
                          {"缺少第 " + std::to_string(number) + " 号字段密钥，无法打开“" + name_ +
                               "”：请把 keys/field.key 的最新副本放回数据文件夹。",
                           "Field key " + std::to_string(number) + " is missing, so \"" + name_ +
                               "\" cannot be opened. Put the newest copy of keys/field.key back "
                               "into the data folder."});
    cipher_ = std::make_unique<ValueCipher>(*key);
    piece_bytes_ = plain_piece_bytes + overhead(key->cipher);
    waiting_.erase(0, head_bytes);
}

std::string FileOpener::piece(std::string_view sealed, bool last) {
    auto plain = cipher_->open({name_, last ? last_one : more, number_++}, sealed);
    if (!plain) refuse(name_);
    return std::move(*plain);
}

std::string FileOpener::add(std::string_view sealed) {
    waiting_.append(sealed);
    if (!cipher_ && waiting_.size() < head_bytes) return {};
    if (!cipher_) read_head();
    std::string plain;
    std::size_t at = 0;
    for (; waiting_.size() - at > piece_bytes_; at += piece_bytes_)
        plain += piece(std::string_view(waiting_).substr(at, piece_bytes_), false);
    waiting_.erase(0, at);
    return plain;
}

std::string FileOpener::finish() {
    if (!cipher_) refuse(name_);
    return piece(waiting_, true);
}

}  // namespace privacy
