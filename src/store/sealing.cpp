#include "sealing.hpp"

#include <charconv>
#include <functional>

#include "base/error.hpp"
#include "register_sql.hpp"
#include "store/personal.hpp"
#include "store/records.hpp"

namespace store {
namespace {

using registers::Declaration;

constexpr const char* key_in_use = "field_key";
constexpr std::int64_t page_rows = 4096;

// Where sealed texts stand: the key columns say which row, the first of them its id.
struct SealedTable {
    std::string name;   // of the place
    std::string table;  // as it stands in SQL
    std::vector<std::string> key;
    std::vector<std::string> columns;  // field names
    bool bytes = false;                // of a column of bytes
};

std::string condition_of(const std::vector<std::string>& key, std::size_t first) {
    std::string text;
    for (std::size_t i = 0; i < key.size(); ++i)
        text += (i > 0 ? " AND " : "") + key[i] + " = $" + std::to_string(first + i);
    return text;
}

std::vector<std::string> personal_columns(const Declaration& declaration) {
    std::vector<std::string> names;
    for (const auto& field : declaration.fields)
        if (registers::is_personal(field)) names.push_back(field.name);
    return names;
}

std::vector<SealedTable> sealed_tables(const std::vector<Declaration>& declarations) {
    std::vector<SealedTable> tables = {{"operation", "operation", {"seq"}, {"answer", "payload"}},
                                       {"trail_details", "trail_details", {"seq"}, {"details"}},
                                       {"trail_details", "trail_details", {"seq"}, {"salt"}, true},
                                       {"account", "account", {"begin_seq"}, {"name", "totp"}}};
    for (const auto& declaration : declarations) {
        const auto columns = personal_columns(declaration);
        if (columns.empty()) continue;
        const std::string& name = declaration.name;
        tables.push_back({name, quote(name), {"fid"}, columns});
        tables.push_back({name, quote(name + "_history"), {"fid", "begin_seq"}, columns});
    }
    return tables;
}

// History refuses every change; only the two acts of this file lift that, within one transaction.
class OpenHistory {
public:
    OpenHistory(Connection& connection, std::string table)
        : connection_(connection), table_(std::move(table)) {
        if (!table_.ends_with("_history\"")) return;
        name_ = table_.substr(1, table_.size() - 2);
        if (connection_.dialect() == Dialect::postgres) {
            connection_.run_script("ALTER TABLE " + table_ + " DISABLE TRIGGER USER");
        } else {
            connection_.run_script("DROP TRIGGER " + quote(name_ + "_no_update"));
        }
    }
    /// Not a destructor's work: it may fail, and then the transaction must.
    void close() {
        if (name_.empty()) return;
        if (connection_.dialect() == Dialect::postgres) {
            connection_.run_script("ALTER TABLE " + table_ + " ENABLE TRIGGER USER");
        } else {
            connection_.run_script("CREATE TRIGGER " + quote(name_ + "_no_update") +
                                   " BEFORE UPDATE ON " + table_ +
                                   " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;");
        }
    }

private:
    Connection& connection_;
    std::string table_;
    std::string name_;
};

// One page of rows: their keys and texts, as they stand.
struct Page {
    struct Row {
        std::vector<std::int64_t> key;
        std::vector<std::optional<std::string>> texts;
    };
    std::vector<Row> rows;
};

Page read_page(Connection& connection, const SealedTable& table,
               const std::vector<std::int64_t>& after) {
    std::string marks;
    for (std::size_t i = 0; i < table.key.size(); ++i)
        marks += (i > 0 ? ", $" : "$") + std::to_string(i + 1);
    std::vector<std::string> columns = table.key;
    for (const auto& column : table.columns) columns.push_back(quote(column));
    const std::string key = joined(table.key);
    const auto statement = connection.prepare("SELECT " + joined(columns) + " FROM " + table.table +
                                              " WHERE (" + key + ") > (" + marks + ") ORDER BY " +
                                              key + " LIMIT " + std::to_string(page_rows));
    for (std::size_t i = 0; i < after.size(); ++i)
        statement->bind(static_cast<int>(i) + 1, after[i]);
    Page page;
    while (statement->step()) {
        Page::Row row;
        int column = 0;
        for (; column < static_cast<int>(table.key.size()); ++column)
            row.key.push_back(statement->integer(column));
        for (std::size_t i = 0; i < table.columns.size(); ++i, ++column)
            row.texts.push_back(statement->is_null(column) ? std::nullopt
                                : table.bytes
                                    ? std::optional(std::string(statement->blob(column)))
                                    : std::optional(std::string(statement->text(column))));
        page.rows.push_back(std::move(row));
    }
    return page;
}

using Rewrite = std::function<std::string(const privacy::Place&, const std::string&)>;

std::int64_t rewrite(Connection& connection, const SealedTable& table, const Rewrite& change) {
    std::string sets;
    for (const auto& column : table.columns)
        sets += (sets.empty() ? "" : ", ") + quote(column) + " = $" +
                std::to_string(static_cast<int>(&column - table.columns.data()) + 1);
    OpenHistory history(connection, table.table);
    const auto update = connection.prepare("UPDATE " + table.table + " SET " + sets + " WHERE " +
                                           condition_of(table.key, table.columns.size() + 1));
    std::vector<std::int64_t> after(table.key.size(), -1);
    std::int64_t values = 0;
    for (;;) {
        const Page page = read_page(connection, table, after);
        for (const auto& row : page.rows) {
            int number = 0;
            std::vector<std::string> kept;
            kept.reserve(row.texts.size());
            for (std::size_t i = 0; i < row.texts.size(); ++i) {
                if (!row.texts[i]) {
                    update->bind(++number, std::monostate{});
                    continue;
                }
                kept.push_back(change({table.name, table.columns[i], row.key[0]}, *row.texts[i]));
                update->bind(++number, table.bytes ? Parameter(Blob{kept.back()})
                                                   : Parameter(std::string_view(kept.back())));
                ++values;
            }
            for (const std::int64_t part : row.key) update->bind(++number, part);
            update->run();
        }
        if (static_cast<std::int64_t>(page.rows.size()) < page_rows) break;
        after = page.rows.back().key;
    }
    history.close();
    return values;
}

std::vector<Declaration> read_declarations(Connection& connection) {
    std::vector<Declaration> result;
    for (const auto& stored : load_declarations(connection))
        result.push_back(registers::read_declaration(stored.yaml, stored.name + ".yaml"));
    return result;
}

// A command's content is found again by a hash that nobody can try texts against.
void key_content_hashes(Connection& connection, const privacy::Key& key) {
    std::vector<std::pair<std::int64_t, std::string>> hashes;
    const auto statement = connection.prepare("SELECT seq, content_hash FROM operation");
    while (statement->step())
        hashes.emplace_back(statement->integer(0), std::string(statement->text(1)));
    const auto update = connection.prepare("UPDATE operation SET content_hash = $1 WHERE seq = $2");
    for (const auto& [sequence, hash] : hashes)
        update->with(std::string_view(privacy::keyed_hash(key, "content", hash)), sequence).run();
}

std::string answer_of_nothing(Connection& connection, std::int64_t sequence) {
    privacy::Sealer* sealer = connection.sealer();
    return sealer ? sealer->seal({"operation", "answer", sequence}, "{}") : std::string("{}");
}

void append_numbers(Connection& connection, const std::string& sql, std::int64_t id,
                    std::vector<std::int64_t>& numbers) {
    const auto statement = connection.prepare(sql);
    statement->with(id);
    while (statement->step())
        if (!statement->is_null(0)) numbers.push_back(statement->integer(0));
}

}  // namespace

std::int64_t field_key_number(Connection& connection) {
    const std::string text = get_meta(connection, key_in_use);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

void give_keys(Connection& connection, const std::shared_ptr<const privacy::KeyRing>& keys) {
    if (!keys) return;
    const std::int64_t number = field_key_number(connection);
    if (number == 0) return;
    auto sealer = std::make_unique<privacy::Sealer>(keys, number);
    if (get_meta(connection, key_in_use) != sealer->mark())
        throw base::Error(base::ErrorKind::unavailable,
                          {"keys/field.key 不是这个数据库的密钥；请放回它自己的密钥文件。",
                           "keys/field.key is not this database's key file. Put its own back."});
    connection.seal_with(std::move(sealer));
}

void refresh_field_key(Connection& connection) {
    if (connection.sealer()) connection.sealer()->use(field_key_number(connection));
}

void begin_sealing(Connection& connection, const std::shared_ptr<const privacy::KeyRing>& keys) {
    if (!keys) return;
    const privacy::Key& first = keys->front();
    set_meta(connection, key_in_use,
             std::to_string(first.number) + ":" + privacy::fingerprint(first));
    give_keys(connection, keys);
}

void seal_what_is_plain(Connection& connection,
                        const std::shared_ptr<const privacy::KeyRing>& keys) {
    if (!keys || field_key_number(connection) > 0) return;
    begin_sealing(connection, keys);
    for (const auto& table : sealed_tables(read_declarations(connection)))
        rewrite(connection, table, [&](const privacy::Place& place, const std::string& plain) {
            return connection.sealer()->seal(place, plain);
        });
    key_content_hashes(connection, keys->front());
}

std::int64_t seal_anew(Connection& connection, const std::vector<Declaration>& declarations,
                       std::int64_t key_number) {
    privacy::Sealer* sealer = connection.sealer();
    if (!sealer)
        throw base::Error(base::ErrorKind::conflict,
                          {"这个数据库还没有加密个人信息；请先运行 wanjia migrate。",
                           "This database does not seal personal values yet. Run wanjia migrate "
                           "first."});
    sealer->use(key_number);
    std::int64_t values = 0;
    for (const auto& table : sealed_tables(declarations))
        values +=
            rewrite(connection, table, [&](const privacy::Place& place, const std::string& kept) {
                return kept.empty() ? kept : sealer->seal(place, sealer->open(place, kept));
            });
    set_meta(connection, key_in_use, sealer->mark());
    return values;
}

Erased erase_personal(Connection& connection, const Declaration& declaration, std::int64_t id) {
    Erased erased;
    const std::string tables[] = {quote(declaration.name + "_history"), quote(declaration.name)};
    for (const std::string& table : tables) {
        for (const char* column : {"begin_seq", "end_seq"})
            if (table == tables[0] || std::string_view(column) == "begin_seq")
                append_numbers(connection,
                               std::string("SELECT ") + column + " FROM " + table +
                                   " WHERE fid = $1 ORDER BY begin_seq",
                               id, erased.sequences);
        append_numbers(connection,
                       "SELECT batch FROM " + table + " WHERE fid = $1 ORDER BY begin_seq", id,
                       erased.batches);
        std::vector<std::int64_t> versions;
        append_numbers(connection, "SELECT begin_seq FROM " + table + " WHERE fid = $1", id,
                       versions);
        erased.versions += static_cast<std::int64_t>(versions.size());
        std::string sets;
        std::vector<std::string> empties;
        for (const auto& field : declaration.fields) {
            if (!registers::is_personal(field)) continue;
            sets += (sets.empty() ? "" : ", ") + quote(field.name) + " = ";
            if (!field.required) {
                sets += "NULL";
                continue;
            }
            privacy::Sealer* sealer = connection.sealer();
            empties.push_back(sealer ? sealer->seal({declaration.name, field.name, id}, "") : "");
            sets += "$" + std::to_string(empties.size());
        }
        if (sets.empty() || versions.empty()) continue;
        OpenHistory history(connection, table);
        const auto update =
            connection.prepare("UPDATE " + table + " SET " + sets + " WHERE fid = $" +
                               std::to_string(empties.size() + 1));
        int number = 0;
        for (const auto& empty : empties) update->bind(++number, std::string_view(empty));
        update->bind(++number, id);
        update->run();
        history.close();
    }
    return erased;
}

std::vector<RemovedRow> removed_rows(Connection& connection, const Declaration& declaration) {
    const std::string history = quote(declaration.name + "_history");
    const auto statement = connection.prepare(
        "SELECT h.fid, t.time_ms FROM (SELECT fid, max(end_seq) AS end_seq FROM " + history +
        " GROUP BY fid) h JOIN trail t ON t.seq = h.end_seq LEFT JOIN " + quote(declaration.name) +
        " c ON c.fid = h.fid WHERE c.fid IS NULL ORDER BY h.fid");
    std::vector<RemovedRow> rows;
    while (statement->step()) rows.push_back({statement->integer(0), statement->integer(1)});
    return rows;
}

void for_each_payload(Connection& connection,
                      const std::function<void(std::int64_t, std::string_view)>& visit) {
    privacy::Sealer* sealer = connection.sealer();
    const auto statement = prepare_file(connection, "common/payloads");
    const auto tell = [&](const privacy::Place& place, int column) {
        if (statement->is_null(column)) return;
        const auto text = statement->text(column);
        visit(place.row, sealer ? sealer->open(place, text) : std::string(text));
    };
    while (statement->step()) {
        const std::int64_t sequence = statement->integer(0);
        tell({"operation", "payload", sequence}, 1);
        tell({"trail_details", "details", sequence}, 2);
    }
}

void erase_payload(Connection& connection, std::int64_t sequence) {
    const std::string mark = "erased-" + std::to_string(sequence);
    const std::string answer = answer_of_nothing(connection, sequence);
    prepare_file(connection, "common/operation_erase")
        ->with(std::string_view(mark), std::string_view(answer), sequence)
        .run();
    prepare_file(connection, "common/trail_details_erase")->with(sequence).run();
}

std::int64_t sequence_of_batch(Connection& connection, std::int64_t batch) {
    const auto statement = prepare_file(connection, "common/batch_sequence");
    return statement->with(batch).step() ? statement->integer(0) : 0;
}

void erase_evidence(Connection& connection, std::string_view name) {
    prepare_file(connection, "common/evidence_erase")->with(name).run();
}

}  // namespace store
