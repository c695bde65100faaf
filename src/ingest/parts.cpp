#include "parts.hpp"

#include <zip.h>

#include <algorithm>

#include "byte_source.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

// A workbook of 2,000 sheets with comments and drawings stays far below.
constexpr zip_int64_t entries_max = 20'000;

class ZipPartStream final : public PartStream {
public:
    ZipPartStream(zip_file_t* file, const ReadContext& context) : file_(file), context_(context) {}
    ~ZipPartStream() override { zip_fclose(file_); }
    ZipPartStream(const ZipPartStream&) = delete;
    ZipPartStream& operator=(const ZipPartStream&) = delete;

    std::size_t read(std::span<char> buffer) override {
        const zip_int64_t count = zip_fread(file_, buffer.data(), buffer.size());
        if (count < 0) refuse_damaged(context_.file, zip_error_strerror(zip_file_get_error(file_)));
        return static_cast<std::size_t>(count);
    }

private:
    zip_file_t* file_;
    const ReadContext& context_;
};

class MemoryPartStream final : public PartStream {
public:
    explicit MemoryPartStream(std::string_view bytes) : source_(bytes) {}
    std::size_t read(std::span<char> buffer) override { return source_.read(buffer); }

private:
    MemorySource source_;
};

[[noreturn]] void refuse_encrypted(const ReadContext& context) {
    refuse_file(
        context.file, "已加密，无法读取。请在 Excel 或 WPS 中取消密码后重新保存，再导入。",
        "is password-protected and cannot be read. Remove the password in Excel or WPS, save "
        "it again, then import it.");
}

}  // namespace

void ByteBudget::spend(std::size_t bytes) {
    left_ -= static_cast<std::int64_t>(bytes);
    if (left_ >= 0) return;
    const std::string megabytes = std::to_string(context_.limits.bytes_max >> 20);
    refuse_file(context_.file,
                "解压后超过 " + megabytes +
                    " MB 的上限，已停止读取。请删除空白行和图片，或分成几个文件导入。",
                "unpacks to more than the limit of " + megabytes +
                    " MB, so reading stopped. Delete blank rows and pictures, or split it into "
                    "several files.");
}

struct ZipParts::State {
    const ReadContext& context;
    zip_t* archive = nullptr;

    void check() const {
        if (zip_get_num_entries(archive, 0) > entries_max)
            refuse_file(context.file, "内含的部件过多，不是正常的电子表格文件，未予读取。",
                        "holds more parts than a spreadsheet can have, so it was not read.");
    }
};

ZipParts::ZipParts(const std::filesystem::path& file, const ReadContext& context)
    : state_(std::make_unique<State>(State{context})) {
    int code = 0;
    state_->archive = zip_open(file.c_str(), ZIP_RDONLY, &code);
    if (state_->archive == nullptr) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string details = zip_error_strerror(&error);
        zip_error_fini(&error);
        refuse_damaged(context.file, details);
    }
    state_->check();
}

ZipParts::ZipParts(std::string_view bytes, const ReadContext& context)
    : state_(std::make_unique<State>(State{context})) {
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
    if (source != nullptr) state_->archive = zip_open_from_source(source, ZIP_RDONLY, nullptr);
    if (state_->archive == nullptr) {
        zip_source_free(source);
        refuse_damaged(context.file, "not a whole zip archive");
    }
    state_->check();
}

ZipParts::~ZipParts() {
    if (state_ && state_->archive != nullptr) zip_discard(state_->archive);
}

std::unique_ptr<PartStream> ZipParts::open(const std::string& name) {
    const zip_int64_t index = zip_name_locate(state_->archive, name.c_str(), ZIP_FL_NOCASE);
    if (index < 0) return nullptr;
    zip_stat_t stat;
    zip_stat_init(&stat);
    const auto position = static_cast<zip_uint64_t>(index);
    if (zip_stat_index(state_->archive, position, 0, &stat) == 0 &&
        (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
        refuse_encrypted(state_->context);
    zip_file_t* file = zip_fopen_index(state_->archive, position, 0);
    if (file == nullptr) refuse_damaged(state_->context.file, zip_strerror(state_->archive));
    return std::make_unique<ZipPartStream>(file, state_->context);
}

bool ZipParts::any_name(const std::function<bool(std::string_view)>& predicate) {
    const zip_int64_t count = zip_get_num_entries(state_->archive, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* name = zip_get_name(state_->archive, static_cast<zip_uint64_t>(i), 0);
        if (name != nullptr && predicate(name)) return true;
    }
    return false;
}

std::unique_ptr<PartStream> MemoryParts::open(const std::string& name) {
    const auto found = parts_.find(name);
    if (found == parts_.end()) return nullptr;
    return std::make_unique<MemoryPartStream>(found->second);
}

}  // namespace ingest
