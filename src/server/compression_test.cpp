#include "compression.hpp"

#include <gtest/gtest.h>

#include "tiles/encode.hpp"

namespace server {
namespace {

std::string header(const Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

Request asking(const std::string& accept) {
    Request request;
    request.method = Method::get;
    if (!accept.empty()) request.headers["accept-encoding"] = accept;
    return request;
}

Response answer(std::size_t bytes, const std::string& type = "application/json") {
    Response response;
    response.content_type = type;
    response.body.assign(bytes, 'a');
    return response;
}

TEST(Compression, TakesGzipOnlyWhereItIsNamedAndNotRefused) {
    for (const char* yes : {"gzip", "deflate, gzip", "br;q=1.0, GZIP;q=0.8", "gzip ; q=0.001"})
        EXPECT_TRUE(takes_gzip(yes)) << yes;
    for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000", "x-gzip", "identity"})
        EXPECT_FALSE(takes_gzip(no)) << no;
}

TEST(Compression, BeginsAtItsLimitAndGivesTheSameBytesBack) {
    for (const std::size_t bytes :
         {compressed_from_bytes - 1, compressed_from_bytes, compressed_from_bytes + 1}) {
        Response response = answer(bytes);
        compress(asking("gzip"), response);
        const bool packed = bytes >= compressed_from_bytes;
        EXPECT_EQ(header(response, "Content-Encoding"), packed ? "gzip" : "") << bytes;
        EXPECT_EQ(packed ? tiles::unpacked(response.body) : response.body, answer(bytes).body);
    }
}

TEST(Compression, LeavesAloneWhatIsNotTextWhatIsCompressedAndWhoDoesNotAskForIt) {
    Response picture = answer(5'000, "image/png");
    compress(asking("gzip"), picture);
    EXPECT_EQ(picture.body.size(), 5'000U);
    Response packed = answer(5'000);
    packed.headers.emplace_back("Content-Encoding", "br");
    compress(asking("gzip"), packed);
    EXPECT_EQ(packed.body.size(), 5'000U);
    Response plain = answer(5'000);
    compress(asking(""), plain);
    EXPECT_EQ(plain.body.size(), 5'000U);
    EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding");
}

}  // namespace
}  // namespace server
