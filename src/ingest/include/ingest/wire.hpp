#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "ingest/table.hpp"

namespace ingest {

/// How the reader process tells its parent what it read: frames of a 4-byte little-endian length, a
/// kind byte and a body (numbers little-endian, texts with their length before them). Kinds: sheet,
/// row, error, end. The parent trusts none of it.
class FrameWriter final : public TableSink {
public:
    /// `write` gets pieces of about 64 KiB.
    explicit FrameWriter(std::function<void(std::string_view)> write) : write_(std::move(write)) {}
    void begin_sheet(const SheetInfo& sheet) override;
    void row(TableRow&& row) override;
    void error(const base::Error& error);
    /// The last frame: everything was read. Also hands on what is still buffered.
    void end();
    void flush();

private:
    void frame(char kind);

    std::function<void(std::string_view)> write_;
    std::string buffer_;
    std::string body_;
};

/// Decodes what a FrameWriter wrote, in pieces of any size.
class FrameReader {
public:
    FrameReader(const ReadLimits& limits, TableSink& sink) : limits_(limits), sink_(sink) {}
    /// Throws the error that the reader reported, or internal when the bytes are not frames.
    void feed(std::string_view bytes);
    /// True after the end frame; nothing may follow it.
    [[nodiscard]] bool is_complete() const { return complete_; }

private:
    void take(char kind, std::string_view body);
    void take_row(std::string_view body);

    ReadLimits limits_;
    TableSink& sink_;
    std::string pending_;
    TableRow row_;  ///< its memory serves the next row too, unless the sink took it
    std::int64_t rows_ = 0;
    bool in_sheet_ = false;
    bool complete_ = false;
};

}  // namespace ingest
