#include "store/tables.hpp"

#include "base/bytes.hpp"
#include "register_sql.hpp"
#include "register_table.hpp"
#include "sqlite_connection.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"
#include "store/store.hpp"
#include "stored_geometry.hpp"

namespace store {
namespace {

constexpr std::int64_t page_rows = 4096;

struct Column {
    std::string name;  // as it stands in SQL
    char type = 't';   // i: whole number, t: text, b: bytes, g: geometry
};

struct Table {
    std::string name;
    std::vector<Column> columns;
    std::vector<std::size_t> key;  // columns that order the rows, none of them NULL
};

// `name key… | column…`, a column as `name:type`; key columns stand first.
Table system_table(const std::string& name, const std::vector<std::string>& key,
                   const std::vector<std::string>& others) {
    Table table{name, {}, {}};
    const auto add = [&](const std::string& text) {
        table.columns.push_back({text.substr(0, text.size() - 2), text.back()});
    };
    for (const auto& text : key) {
        table.key.push_back(table.columns.size());
        add(text);
    }
    for (const auto& text : others) add(text);
    return table;
}

std::vector<Table> system_tables() {
    const std::vector<std::string> part = {"programme:t", "rules:i",     "period:t", "county:t",
                                           "region:t",    "indicator:t", "part:t"};
    std::vector<std::string> closed_part = part;
    closed_part.emplace_back("begin_seq:i");
    return {
        system_table("meta", {"name:t"}, {"value:t"}),
        system_table("trail", {"seq:i"}, {"line:t", "hash:t", "tag:b", "time_ms:i"}),
        system_table("trail_details", {"seq:i"}, {"salt:b", "details:t"}),
        system_table("trail_state", {"id:i"},
                     {"size:i", "last_hash:t", "peaks:b", "ratchet_key:b"}),
        system_table("trail_checkpoint", {"size:i"}, {"time_ms:i", "text:t"}),
        system_table(
            "operation", {"seq:i"},
            {"id:t", "content_hash:t", "has_findings:i", "answer:t", "kind:t", "payload:t"}),
        system_table("declaration", {"register:t"},
                     {"sha256:t", "yaml:t", "begin_seq:i", "changed_seq:i", "next_id:i"}),
        system_table("programme_version", {"programme:t", "begin_seq:i"},
                     {"version:i", "sha256:t", "yaml:t", "from_period:t"}),
        system_table("account", {"account:t"},
                     {"name:t", "region:t", "unit:t", "disabled:i", "password:t", "must_change:i",
                      "totp:t", "totp_step:i", "begin_seq:i"}),
        system_table(
            "role_grant", {"id:i"},
            {"account:t", "role:t", "region:t", "unit:t", "programmes:t", "operator_name:t",
             "until_day:t", "begin_seq:i", "end_seq:i", "proposer:t", "confirmed_seq:i"}),
        system_table("sign_in_session", {"token:t"}, {"account:t", "begin_ms:i"}),
        system_table("sign_in_device", {"token:t"}, {"device:t", "address:t"}),
        system_table("sign_in_attempt", {"subject:t"}, {"failures:i", "last_failure_ms:i"}),
        system_table("ledger_serial", {"ledger:t", "prefix:t"}, {"last:i"}),
        system_table("frozen_period", {"programme:t", "period:t", "edition:i"},
                     {"seq:i", "rules:i", "sha256:t", "document:t", "reason:t"}),
        system_table(
            "document_issue", {"id:i"},
            {"document:t", "period:t", "region:t", "edition:i", "spec:t", "template_name:t",
             "template_file:t", "figures:t", "sha256:t", "reason:t", "author:t", "frozen_on:t",
             "begin_seq:i", "number:t", "approver:t", "approved_on:t", "approved_seq:i"}),
        system_table("document_template", {"document:t"},
                     {"template_name:t", "template_file:t", "begin_seq:i"}),
        system_table("batch", {"id:i"},
                     {"register:t", "file_name:t", "file_sha256:t", "time_ms:i", "seq:i",
                      "read_rows:i", "imported:i", "unchanged:i", "rejected:i", "undone_seq:i"}),
        system_table("evidence", {"name:t"}, {"sha256:t", "begin_seq:i"}),
        system_table("evidence_picture", {"sha256:t"},
                     {"part_0:i", "part_1:i", "part_2:i", "part_3:i", "begin_seq:i"}),
        system_table("evidence_use", {"sha256:t", "object_register:t", "object_key:t"},
                     {"begin_seq:i"}),
        system_table("draw_file", {"draw:t", "file:t"}, {"content:t", "begin_seq:i"}),
        system_table("indicator_part", part, {"value:i", "begin_seq:i"}),
        system_table("indicator_part_history", closed_part, {"value:i", "end_seq:i"}),
    };
}

Table register_table(const registers::Declaration& d, bool history) {
    using registers::FieldType;
    Table table{quote(history ? d.name + "_history" : d.name), {{"fid", 'i'}}, {0}};
    if (history) {
        table.key.push_back(1);
        table.columns.push_back({"begin_seq", 'i'});
    }
    for (const auto& field : d.fields) {
        const bool number = field.type == FieldType::integer || field.type == FieldType::decimal;
        table.columns.push_back({quote(field.name), number ? 'i' : 't'});
    }
    if (d.geometry != registers::GeometryType::none) table.columns.push_back({"geom", 'g'});
    table.columns.push_back({"county", 't'});
    if (!history) table.columns.push_back({"begin_seq", 'i'});
    table.columns.push_back({"batch", 'i'});
    if (history) {
        table.columns.push_back({"end_seq", 'i'});
        table.columns.push_back({"end_batch", 'i'});
    }
    return table;
}

std::vector<registers::Declaration> read_declarations(Connection& connection) {
    std::vector<registers::Declaration> result;
    for (const auto& stored : load_declarations(connection))
        result.push_back(registers::read_declaration(stored.yaml, stored.name + ".yaml"));
    return result;
}

std::vector<Table> all_tables(const std::vector<registers::Declaration>& declarations) {
    auto tables = system_tables();
    for (const auto& declaration : declarations) {
        tables.push_back(register_table(declaration, false));
        tables.push_back(register_table(declaration, true));
    }
    return tables;
}

std::vector<std::string> names_of(const Table& table) {
    std::vector<std::string> names;
    for (const Column& column : table.columns) names.push_back(column.name);
    return names;
}

// Where the next page begins: the key of the last row seen.
class Position {
public:
    explicit Position(const Table& table) : table_(table), texts_(table.key.size()) {}

    void take(const Statement& row) {
        numbers_.assign(table_.key.size(), 0);
        for (std::size_t i = 0; i < table_.key.size(); ++i) {
            const int column = static_cast<int>(table_.key[i]);
            if (type(i) == 'i') {
                numbers_[i] = row.integer(column);
            } else {
                texts_[i] = row.text(column);
            }
        }
    }

    [[nodiscard]] bool at_start() const { return numbers_.empty(); }

    void bind(Statement& statement) const {
        for (std::size_t i = 0; i < table_.key.size(); ++i) {
            const int number = static_cast<int>(i) + 1;
            if (type(i) == 'i') {
                statement.bind(number, numbers_[i]);
            } else {
                statement.bind(number, std::string_view(texts_[i]));
            }
        }
    }

private:
    [[nodiscard]] char type(std::size_t i) const { return table_.columns[table_.key[i]].type; }

    const Table& table_;
    std::vector<std::string> texts_;
    std::vector<std::int64_t> numbers_;
};

std::string page_sql(const Table& table, bool first) {
    std::vector<std::string> key;
    std::vector<std::string> marks;
    for (const std::size_t index : table.key) {
        key.push_back(table.columns[index].name);
        marks.push_back("$" + std::to_string(marks.size() + 1));
    }
    return "SELECT " + joined(names_of(table)) + " FROM " + table.name +
           (first ? "" : " WHERE (" + joined(key) + ") > (" + joined(marks) + ")") + " ORDER BY " +
           joined(key) + " LIMIT " + std::to_string(page_rows);
}

// Every row in key order, in pages: no result is held whole.
template <class Visit>
std::int64_t for_each_row_of(Connection& connection, const Table& table, Visit visit) {
    const auto first = connection.prepare(page_sql(table, true));
    const auto next = connection.prepare(page_sql(table, false));
    Position position(table);
    std::int64_t rows = 0;
    for (;;) {
        Statement& statement = position.at_start() ? *first : *next;
        if (!position.at_start()) position.bind(statement);
        std::int64_t seen = 0;
        for (; statement.step(); ++seen) {
            visit(statement);
            if (seen + 1 == page_rows) position.take(statement);
        }
        statement.reset();
        rows += seen;
        if (seen < page_rows) return rows;
    }
}

void append_typed(std::string& bytes, char type, std::string_view value) {
    bytes += type;
    bytes += std::to_string(value.size());
    bytes += ':';
    bytes += value;
}

void append_row(std::string& bytes, const Table& table, const Statement& row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const int column = static_cast<int>(i);
        if (row.is_null(column)) {
            bytes += 'n';
        } else if (table.columns[i].type == 'i') {
            append_typed(bytes, 'i', std::to_string(row.integer(column)));
        } else if (table.columns[i].type == 't') {
            append_typed(bytes, 't', row.text(column));
        } else if (table.columns[i].type == 'b') {
            append_typed(bytes, 'b', row.blob(column));
        } else {
            append_typed(bytes, 'g', from_stored_geometry(row.blob(column)));
        }
    }
    bytes += '\n';
}

TableHash hash_table(Connection& connection, const Table& table) {
    base::Sha256 hash;
    std::string bytes;
    TableHash result{table.name, 0, {}};
    if (result.table.starts_with('"')) result.table = table.name.substr(1, table.name.size() - 2);
    result.rows = for_each_row_of(connection, table, [&](const Statement& row) {
        bytes.clear();
        append_row(bytes, table, row);
        hash.add(bytes);
    });
    result.sha256 = base::to_hex(hash.finish());
    return result;
}

// One row's values with what they point to.
struct CopiedRow {
    std::vector<Parameter> values;
    std::vector<std::string> geometries;

    void read(const Table& table, const Statement& row, Dialect target) {
        values.clear();
        geometries.clear();
        geometries.reserve(1);
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const int column = static_cast<int>(i);
            const char type = table.columns[i].type;
            if (row.is_null(column)) {
                values.emplace_back(std::monostate{});
            } else if (type == 'i') {
                values.emplace_back(row.integer(column));
            } else if (type == 't') {
                values.emplace_back(row.text(column));
            } else if (type == 'b') {
                values.emplace_back(Blob{row.blob(column)});
            } else {
                geometries.push_back(
                    to_stored_geometry(from_stored_geometry(row.blob(column)), target));
                values.emplace_back(Blob{geometries.back()});
            }
        }
    }
};

void copy_table(Connection& from, Connection& to, const Table& table) {
    const auto target = to.bulk_insert(table.name, names_of(table));
    CopiedRow copied;
    for_each_row_of(from, table, [&](const Statement& row) {
        copied.read(table, row, to.dialect());
        target->row(copied.values);
    });
    target->finish();
}

}  // namespace

std::vector<TableHash> hash_tables(Connection& connection) {
    std::vector<TableHash> result;
    for (const Table& table : all_tables(read_declarations(connection)))
        result.push_back(hash_table(connection, table));
    return result;
}

void copy_tables(Connection& from, Connection& to) {
    const auto declarations = read_declarations(from);
    for (const auto& declaration : declarations) create_tables(to, declaration);
    to.run_script("DELETE FROM meta");
    for (const Table& table : all_tables(declarations)) copy_table(from, to, table);
    for (const auto& declaration : declarations) update_extent(to, declaration);
}

void copy_to_file(Connection& connection, const std::filesystem::path& file) {
    if (connection.dialect() == Dialect::sqlite) {
        static_cast<SqliteConnection&>(connection).copy_to(file);
    } else {
        Options options;
        options.file = file;
        Store::create(options);
        Store(options).write([&](Connection& to) { copy_tables(connection, to); });
    }
    // Everything stands in the file itself.
    for (const char* suffix : {"-wal", "-shm", ".lock"})
        std::filesystem::remove(file.string() + suffix);
}

}  // namespace store
