#include "ingest/picture.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <vector>

#include "reader_process.hpp"

namespace ingest {
namespace {

// A line of JSON and a copy of 2048 × 2048 come to less.
constexpr std::size_t answer_bytes_max = std::size_t{8} << 20;
constexpr std::size_t text_bytes_max = 200;

base::Error unreadable(std::string details) {
    return {base::ErrorKind::invalid_input,
            {"照片使读取程序中途停止，可能已损坏，没有保存。请重新拍摄或重新传送原图。",
             "The photo made the reader program stop; it may be damaged and was not kept. Take it "
             "again, or send the original again."},
            std::move(details)};
}

std::string answer_of(const std::filesystem::path& reader, const std::filesystem::path& file,
                      const std::string& mark) {
    std::vector<std::string> words{"--picture", std::filesystem::absolute(file).string()};
    if (!mark.empty()) words.push_back(mark);
    ReaderProcess process(reader, words);
    std::string answer;
    std::vector<char> buffer(std::size_t{1} << 16);
    while (const std::size_t count = process.read(buffer)) {
        answer.append(buffer.data(), count);
        if (answer.size() > answer_bytes_max) throw unreadable("the reader wrote too much");
    }
    const int status = process.wait();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw unreadable("reader status " + std::to_string(status));
    return answer;
}

// The reader read bytes of a stranger: nothing it says is taken unchecked.
std::string plain_text(const nlohmann::json& json, const char* name) {
    const std::string text = json.value(name, std::string{});
    const bool plain =
        text.size() <= text_bytes_max &&
        std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
    if (!plain) throw unreadable(std::string("the reader's ") + name);
    return text;
}

bool is_number(const std::string& text, double least, double most) {
    double value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    return end.ec == std::errc{} && end.ptr == text.data() + text.size() && value >= least &&
           value <= most;
}

bool is_likeness(const std::string& text) {
    return text.empty() || (text.size() == 16 && std::all_of(text.begin(), text.end(), [](char c) {
                                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                            }));
}

Picture picture_of(const nlohmann::json& json, std::string thumbnail) {
    Picture picture;
    picture.width = json.at("width").get<std::int64_t>();
    picture.height = json.at("height").get<std::int64_t>();
    picture.taken_at = plain_text(json, "taken_at");
    picture.device = plain_text(json, "device");
    picture.lon = plain_text(json, "lon");
    picture.lat = plain_text(json, "lat");
    picture.likeness = plain_text(json, "likeness");
    picture.thumbnail = std::move(thumbnail);
    const bool placed = !picture.lon.empty() || !picture.lat.empty();
    if (picture.width < 1 || picture.height < 1 || !is_likeness(picture.likeness) ||
        (placed && (!is_number(picture.lon, -181, 181) || !is_number(picture.lat, -91, 91))))
        throw unreadable("the reader's numbers");
    return picture;
}

Picture read(const std::filesystem::path& reader, const std::filesystem::path& file,
             const std::string& mark) {
    std::error_code ignored;
    const auto bytes = std::filesystem::file_size(file, ignored);
    if (!ignored && bytes > static_cast<std::uintmax_t>(picture_bytes_max))
        throw picture_too_large();
    std::string answer = answer_of(reader, file, mark);
    const std::size_t line = answer.find('\n');
    const auto json =
        nlohmann::json::parse(answer.substr(0, line), nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || line == std::string::npos) throw unreadable("no answer");
    try {
        if (json.contains("error"))
            throw base::Error(base::ErrorKind::invalid_input,
                              {json.at("error").at("zh").get<std::string>(),
                               json.at("error").at("en").get<std::string>()});
        return picture_of(json, answer.substr(line + 1));
    } catch (const nlohmann::json::exception& error) {
        throw unreadable(error.what());
    }
}

}  // namespace

base::Error picture_too_large() {
    const std::string most = std::to_string(picture_bytes_max >> 20);
    return {base::ErrorKind::invalid_input,
            {"照片太大：最多 " + most + " MB，像素也不能使内存超限。没有保存。请缩小后再传。",
             "The photo is too large: at most " + most +
                 " MB, and no more pixels than memory holds. It was not kept. Make it smaller and "
                 "send it again."}};
}

Picture read_picture(const std::filesystem::path& reader, const std::filesystem::path& file) {
    return read(reader, file, {});
}

std::string marked_copy(const std::filesystem::path& reader, const std::filesystem::path& file,
                        const std::string& mark) {
    return read(reader, file, mark).thumbnail;
}

}  // namespace ingest
