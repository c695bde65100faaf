#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ingest/table.hpp"

namespace ingest {

/// What every reader needs to know about the file at hand.
struct ReadContext {
    std::string file;  ///< name for the sentences
    ReadLimits limits;
};

/// Decompressed bytes that may still be read; counted on what really comes out.
class ByteBudget {
public:
    explicit ByteBudget(const ReadContext& context)
        : context_(context), left_(context.limits.bytes_max) {}
    /// Throws invalid_input when the limit is passed.
    void spend(std::size_t bytes);

private:
    const ReadContext& context_;
    std::int64_t left_;
};

/// One part of a package, decompressed piece by piece.
class PartStream {
public:
    virtual ~PartStream() = default;
    /// 0 at the end. Throws invalid_input when the compressed data is broken.
    virtual std::size_t read(std::span<char> buffer) = 0;
};

/// The named parts of a spreadsheet package.
class Parts {
public:
    virtual ~Parts() = default;
    /// Null when there is no such part; names are compared without regard to case.
    virtual std::unique_ptr<PartStream> open(const std::string& name) = 0;
};

/// The parts of a zip file. Throws invalid_input when it is not whole, encrypted, or has more
/// entries than a workbook can need.
class ZipParts final : public Parts {
public:
    ZipParts(const std::filesystem::path& file, const ReadContext& context);
    /// From bytes in memory, which outlive the parts.
    ZipParts(std::string_view bytes, const ReadContext& context);
    ~ZipParts() override;
    std::unique_ptr<PartStream> open(const std::string& name) override;
    /// True for the first entry that `predicate` accepts by name.
    bool any_name(const std::function<bool(std::string_view)>& predicate);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Parts held in memory.
class MemoryParts final : public Parts {
public:
    explicit MemoryParts(std::map<std::string, std::string> parts) : parts_(std::move(parts)) {}
    std::unique_ptr<PartStream> open(const std::string& name) override;

private:
    std::map<std::string, std::string> parts_;
};

}  // namespace ingest
