#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace ingest {

/// Bytes in order; can be read again from the start.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Fills as much of `buffer` as there is; 0 at the end.
    virtual std::size_t read(std::span<char> buffer) = 0;
    virtual void rewind() = 0;
};

/// Throws not_found or unavailable when the file cannot be opened or read.
class FileSource final : public ByteSource {
public:
    explicit FileSource(const std::filesystem::path& file);
    std::size_t read(std::span<char> buffer) override;
    void rewind() override;

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::string name_;
    std::unique_ptr<std::FILE, Close> file_;
};

/// `bytes` outlive the source.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
    std::size_t read(std::span<char> buffer) override;
    void rewind() override { position_ = 0; }

private:
    std::string_view bytes_;
    std::size_t position_ = 0;
};

}  // namespace ingest
