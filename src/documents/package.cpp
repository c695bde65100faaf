#include "package.hpp"

#include <zip.h>

#include <algorithm>
#include <memory>

#include "base/error.hpp"

namespace documents {
namespace {

constexpr zip_int64_t parts_max = 2'000;
constexpr std::size_t unpacked_bytes_max = std::size_t{64} << 20;
constexpr zip_uint16_t dos_first_day = 0x21;  // 1980-01-01
constexpr zip_uint32_t compression_level = 6;

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

[[noreturn]] void refuse(const std::string& file, const std::string& details) {
    throw base::Error(
        base::ErrorKind::invalid_input,
        {"“" + file + "”不是可用的 Word 或 Excel 模板（损坏、过大或不是 .docx/.xlsx）。",
         "\"" + file +
             "\" is not a usable Word or Excel template (damaged, too large, or not .docx/.xlsx)."},
        details);
}

[[noreturn]] void fail(const char* what) {
    throw base::Error(base::ErrorKind::internal,
                      {"无法生成文档文件。", "The document file cannot be made."}, what);
}

std::string read_part(zip_t* archive, zip_uint64_t index, std::size_t left,
                      const std::string& file) {
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> opened(
        zip_fopen_index(archive, index, 0), &zip_fclose);
    if (!opened) refuse(file, zip_strerror(archive));
    std::string bytes;
    char buffer[1 << 14];
    for (;;) {
        const zip_int64_t count = zip_fread(opened.get(), buffer, sizeof buffer);
        if (count < 0) refuse(file, "a part cannot be unpacked");
        if (count == 0) return bytes;
        bytes.append(buffer, static_cast<std::size_t>(count));
        if (bytes.size() > left) refuse(file, "more than 64 MiB unpacked");
    }
}

void add_part(zip_t* archive, const Package::Part& part) {
    zip_source_t* source = zip_source_buffer(archive, part.bytes.data(), part.bytes.size(), 0);
    if (source == nullptr) fail(zip_strerror(archive));
    const zip_int64_t index =
        zip_file_add(archive, part.name.c_str(), source, ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE);
    if (index < 0) {
        zip_source_free(source);
        fail(zip_strerror(archive));
    }
    const auto position = static_cast<zip_uint64_t>(index);
    zip_file_set_dostime(archive, position, 0, dos_first_day, 0);
    zip_set_file_compression(archive, position, ZIP_CM_DEFLATE, compression_level);
}

std::string bytes_of(zip_source_t* source) {
    if (zip_source_open(source) != 0) fail("the archive cannot be read back");
    std::string bytes;
    char buffer[1 << 14];
    for (zip_int64_t count = 0; (count = zip_source_read(source, buffer, sizeof buffer)) > 0;)
        bytes.append(buffer, static_cast<std::size_t>(count));
    zip_source_close(source);
    return bytes;
}

}  // namespace

Package::Part* Package::find(std::string_view name) {
    const auto found = std::find_if(parts.begin(), parts.end(),
                                    [&](const Part& part) { return part.name == name; });
    return found == parts.end() ? nullptr : &*found;
}

const Package::Part* Package::find(std::string_view name) const {
    return const_cast<Package*>(this)->find(name);
}

void Package::put(std::string name, std::string bytes) {
    if (Part* part = find(name)) {
        part->bytes = std::move(bytes);
    } else {
        parts.push_back({std::move(name), std::move(bytes)});
    }
}

void Package::remove(std::string_view name) {
    std::erase_if(parts, [&](const Part& part) { return part.name == name; });
}

Package read_package(std::string_view bytes, const std::string& file) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    const Archive archive(
        source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : nullptr,
        &zip_discard);
    if (!archive) {
        if (source != nullptr) zip_source_free(source);
        const std::string details = zip_error_strerror(&error);
        zip_error_fini(&error);
        refuse(file, details);
    }
    const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
    if (count > parts_max) refuse(file, "too many parts");
    Package package;
    std::size_t left = unpacked_bytes_max;
    for (zip_int64_t i = 0; i < count; ++i) {
        const auto index = static_cast<zip_uint64_t>(i);
        const char* name = zip_get_name(archive.get(), index, 0);
        if (name == nullptr) refuse(file, zip_strerror(archive.get()));
        if (std::string_view(name).ends_with('/')) continue;
        package.parts.push_back({name, read_part(archive.get(), index, left, file)});
        left -= package.parts.back().bytes.size();
    }
    return package;
}

std::string write_package(const Package& package) {
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    if (target == nullptr) fail("no memory for the archive");
    zip_source_keep(target);
    const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> keeper(target,
                                                                           &zip_source_free);
    Archive archive(zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, nullptr), &zip_discard);
    if (!archive) fail("the archive cannot be begun");
    for (const auto& part : package.parts) add_part(archive.get(), part);
    if (zip_close(archive.get()) != 0) fail(zip_strerror(archive.get()));
    (void)archive.release();
    return bytes_of(target);
}

}  // namespace documents
