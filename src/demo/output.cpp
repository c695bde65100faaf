#include "output.hpp"

#include <iconv.h>

#include "base/error.hpp"

namespace demo {
namespace {

base::Error cannot_write(const std::filesystem::path& path) {
    return {base::ErrorKind::unavailable,
            {"无法写入文件“" + path.string() + "”：请检查文件夹是否可写、磁盘是否已满。",
             "The file \"" + path.string() +
                 "\" cannot be written: check that its folder is writable and the disk not full."}};
}

std::string to_gb18030(const std::string& text) {
    const iconv_t converter = iconv_open("GB18030", "UTF-8");
    std::string input = text;
    std::string output(text.size() * 2 + 16, '\0');
    char* from = input.data();
    char* to = output.data();
    std::size_t from_left = input.size();
    std::size_t to_left = output.size();
    iconv(converter, &from, &from_left, &to, &to_left);
    iconv_close(converter);
    output.resize(output.size() - to_left);
    return output;
}

std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string result = "\"";
    for (const char c : cell) result += c == '"' ? "\"\"" : std::string(1, c);
    return result + "\"";
}

std::string coordinates(Place place) {
    return "[" + degrees_text(place.lon_e7) + "," + degrees_text(place.lat_e7) + "]";
}

std::string coordinate_list(const std::vector<Place>& places) {
    std::string result;
    for (const Place& place : places) result += (result.empty() ? "" : ",") + coordinates(place);
    return result;
}

}  // namespace

OutputFile::OutputFile(const std::filesystem::path& path)
    : path_(path), file_(std::fopen(path.c_str(), "wb"), &std::fclose) {
    if (!file_) throw cannot_write(path_);
}

void OutputFile::write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size())
        throw cannot_write(path_);
}

void OutputFile::close() {
    if (std::fclose(file_.release()) != 0) throw cannot_write(path_);
}

CsvFile::CsvFile(const std::filesystem::path& path, Encoding encoding,
                 const std::vector<std::string>& header)
    : file_(path), encoding_(encoding) {
    if (encoding_ == Encoding::utf8_with_mark) file_.write("\xEF\xBB\xBF");
    row(header);
}

void CsvFile::row(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : ",") + quoted(cells[i]);
    line += "\r\n";
    file_.write(encoding_ == Encoding::gb18030 ? to_gb18030(line) : line);
}

GeoJsonFile::GeoJsonFile(const std::filesystem::path& path, const std::string& layer,
                         std::vector<std::string> fields)
    : path_(path), file_(path), fields_(std::move(fields)) {
    file_.write(
        "{\"type\":\"FeatureCollection\",\"name\":\"" + layer +
        "\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4490\"}}"
        ",\"features\":[\n");
}

void GeoJsonFile::feature(const std::vector<std::string>& values, const std::string& geometry) {
    std::string properties;
    for (std::size_t i = 0; i < fields_.size(); ++i)
        properties += (i == 0 ? "\"" : ",\"") + fields_[i] + "\":\"" + values[i] + "\"";
    file_.write(std::string(first_ ? "" : ",\n") + "{\"type\":\"Feature\",\"properties\":{" +
                properties + "},\"geometry\":" + geometry + "}");
    first_ = false;
}

void GeoJsonFile::line(const std::vector<std::string>& values, const std::vector<Place>& points) {
    feature(values, R"({"type":"LineString","coordinates":[)" + coordinate_list(points) + "]}");
}

void GeoJsonFile::polygon(const std::vector<std::string>& values, const std::vector<Place>& ring) {
    feature(values, R"({"type":"Polygon","coordinates":[[)" + coordinate_list(ring) + "," +
                        coordinates(ring.front()) + "]]}");
}

void GeoJsonFile::close() {
    file_.write("\n]}\n");
    file_.close();
    if (first_) std::filesystem::remove(path_);
}

}  // namespace demo
