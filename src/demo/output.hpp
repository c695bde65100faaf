#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "place.hpp"

namespace demo {

/// A file written from front to end. Throws unavailable.
class OutputFile {
public:
    explicit OutputFile(const std::filesystem::path& path);
    void write(std::string_view bytes);
    void close();

private:
    std::filesystem::path path_;
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

enum class Encoding { utf8_with_mark, gb18030 };

/// A csv file with CRLF line ends, as office programs save it.
class CsvFile {
public:
    CsvFile(const std::filesystem::path& path, Encoding encoding,
            const std::vector<std::string>& header);
    void row(const std::vector<std::string>& cells);
    void close() { file_.close(); }

private:
    OutputFile file_;
    Encoding encoding_;
};

/// A GeoJSON feature collection on CGCS2000 (EPSG:4490), longitude first.
class GeoJsonFile {
public:
    GeoJsonFile(const std::filesystem::path& path, const std::string& layer,
                std::vector<std::string> fields);
    void line(const std::vector<std::string>& values, const std::vector<Place>& points);
    /// `ring` without the closing point, counter-clockwise.
    void polygon(const std::vector<std::string>& values, const std::vector<Place>& ring);
    /// A layer without features leaves no file.
    void close();

private:
    void feature(const std::vector<std::string>& values, const std::string& geometry);
    std::filesystem::path path_;
    OutputFile file_;
    std::vector<std::string> fields_;
    bool first_ = true;
};

}  // namespace demo
