#include <libdeflate.h>

#include <cstring>
#include <memory>

#include "base/error.hpp"
#include "tiles/encode.hpp"

namespace tiles {
namespace {

constexpr std::size_t unpacked_bytes_max = std::size_t{64} << 20;

[[noreturn]] void refuse(const char* why) {
    throw base::Error(base::ErrorKind::internal, {"", ""}, why);
}

}  // namespace

std::string gzip(std::string_view bytes, int level) {
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
        libdeflate_alloc_compressor(level), libdeflate_free_compressor);
    if (!compressor) refuse("no memory for compression");
    std::string packed(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
    packed.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(),
                                           packed.data(), packed.size()));
    return packed;
}

std::string unpacked(std::string_view gzip_bytes) {
    // RFC 1952 2.3.1: the last four bytes are the length.
    std::uint32_t length = 0;
    if (gzip_bytes.size() < 18) refuse("a tile is damaged");
    std::memcpy(&length, gzip_bytes.data() + gzip_bytes.size() - 4, 4);
    if (length > unpacked_bytes_max) refuse("a tile is damaged");
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
        decompressor(libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (!decompressor) refuse("no memory for decompression");
    std::string bytes(length, '\0');
    std::size_t got = 0;
    if (libdeflate_gzip_decompress(decompressor.get(), gzip_bytes.data(), gzip_bytes.size(),
                                   bytes.data(), bytes.size(), &got) != LIBDEFLATE_SUCCESS ||
        got != bytes.size())
        refuse("a tile is damaged");
    return bytes;
}

}  // namespace tiles
