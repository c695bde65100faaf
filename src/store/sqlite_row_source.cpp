#include "sqlite_row_source.hpp"

#include <sqlite3.h>

#include <cstring>

namespace store {
namespace {

struct Source : sqlite3_vtab {
    const RowBuffer* const* current;
};

struct Cursor : sqlite3_vtab_cursor {
    const RowBuffer* rows;
    std::size_t row;
};

int connect(sqlite3* handle, void* current, int, const char* const*, sqlite3_vtab** table, char**) {
    const int code = sqlite3_declare_vtab(
        handle,
        ("CREATE TABLE incoming_row (" + row_source_columns(row_source_columns_max) + ")").c_str());
    if (code != SQLITE_OK) return code;
    sqlite3_vtab_config(handle, SQLITE_VTAB_DIRECTONLY);
    auto* source = new Source{};
    source->current = static_cast<const RowBuffer* const*>(current);
    *table = source;
    return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) {
    delete static_cast<Source*>(table);
    return SQLITE_OK;
}

int best_index(sqlite3_vtab*, sqlite3_index_info*) {
    return SQLITE_OK;
}

int open(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor) {
    auto* opened = new Cursor{};
    opened->rows = *static_cast<Source*>(table)->current;
    *cursor = opened;
    return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
    delete static_cast<Cursor*>(cursor);
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
    static_cast<Cursor*>(cursor)->row = 0;
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* cursor) {
    ++static_cast<Cursor*>(cursor)->row;
    return SQLITE_OK;
}

int eof(sqlite3_vtab_cursor* cursor) {
    const auto* at = static_cast<Cursor*>(cursor);
    return !at->rows || at->row >= at->rows->size() ? 1 : 0;
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int number) {
    const auto* at = static_cast<Cursor*>(cursor);
    const Parameter& value = at->rows->at(at->row, static_cast<std::size_t>(number));
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        sqlite3_result_int64(context, *integer);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
        sqlite3_result_text64(context, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
        sqlite3_result_blob64(context, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
    } else {
        sqlite3_result_null(context);
    }
    return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
    *id = static_cast<sqlite3_int64>(static_cast<Cursor*>(cursor)->row);
    return SQLITE_OK;
}

sqlite3_module make_module() {
    sqlite3_module module{};
    module.xConnect = connect;  // without xCreate the table is there by its name alone
    module.xDisconnect = disconnect;
    module.xBestIndex = best_index;
    module.xOpen = open;
    module.xClose = close;
    module.xFilter = filter;
    module.xNext = next;
    module.xEof = eof;
    module.xColumn = column;
    module.xRowid = rowid;
    return module;
}

}  // namespace

void RowBuffer::add(std::span<const Parameter> row) {
    for (const Parameter& value : row) {
        if (const auto* text = std::get_if<std::string_view>(&value)) {
            values_.emplace_back(keep(*text));
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            values_.emplace_back(Blob{keep(blob->bytes)});
        } else {
            values_.push_back(value);
        }
    }
}

void RowBuffer::clear() {
    values_.clear();
    long_values_.clear();
    block_ = used_ = bytes_used_ = 0;
}

std::string_view RowBuffer::keep(std::string_view bytes) {
    if (bytes.empty()) return {"", 0};
    bytes_used_ += bytes.size();
    if (bytes.size() > block_bytes) return *long_values_.emplace_back(new std::string(bytes));
    if (used_ + bytes.size() > block_bytes) {
        ++block_;
        used_ = 0;
    }
    if (block_ == blocks_.size()) blocks_.push_back(std::make_unique<char[]>(block_bytes));
    char* begin = blocks_[block_].get() + used_;
    std::memcpy(begin, bytes.data(), bytes.size());
    used_ += bytes.size();
    return {begin, bytes.size()};
}

std::string row_source_columns(std::size_t count) {
    std::string names;
    for (std::size_t i = 0; i < count; ++i) names += (i > 0 ? ", c" : "c") + std::to_string(i);
    return names;
}

void register_row_source(sqlite3* handle, const RowBuffer* const* current) {
    static const sqlite3_module module = make_module();
    sqlite3_create_module(handle, "incoming_row", &module,
                          const_cast<void*>(static_cast<const void*>(current)));
}

}  // namespace store
