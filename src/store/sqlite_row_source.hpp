#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "store/connection.hpp"

struct sqlite3;

namespace store {

/// Rows of equal width that wait to be inserted together, with texts and blobs of their own.
class RowBuffer {
public:
    explicit RowBuffer(std::size_t width) : width_(width) {}

    void add(std::span<const Parameter> row);
    void clear();
    [[nodiscard]] bool is_full() const { return size() >= rows_max || bytes_used_ >= bytes_max; }
    [[nodiscard]] std::size_t size() const { return values_.size() / width_; }
    [[nodiscard]] const Parameter& at(std::size_t row, std::size_t column) const {
        return values_[row * width_ + column];
    }

private:
    static constexpr std::size_t rows_max = 2048;
    static constexpr std::size_t bytes_max = 1U << 20U;
    static constexpr std::size_t block_bytes = 1U << 16U;

    std::string_view keep(std::string_view bytes);

    std::size_t width_;
    std::vector<Parameter> values_;
    std::vector<std::unique_ptr<char[]>> blocks_;
    std::vector<std::unique_ptr<std::string>> long_values_;
    std::size_t block_ = 0, used_ = 0, bytes_used_ = 0;
};

/// Makes the rows of `*current` readable in SQL as the table `incoming_row` (c0, c1, …), so that
/// one statement inserts them all: a statement a row costs SQLite as much as the row itself.
/// `current` must outlive the handle.
void register_row_source(sqlite3* handle, const RowBuffer* const* current);

/// "c0, c1, …", as many as there are columns. At most `row_source_columns_max`.
std::string row_source_columns(std::size_t count);
inline constexpr std::size_t row_source_columns_max = 256;

}  // namespace store
