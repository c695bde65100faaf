#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "privacy/sealer.hpp"

namespace store {

struct GroupNotes;

/// Which database stands behind a connection. Statements are written in the words both understand;
/// where there are none, each has its own file under `sql/`.
enum class Dialect { sqlite, postgres };

/// Bytes, as opposed to text.
struct Blob {
    std::string_view bytes;
};

using Parameter = std::variant<std::monostate, std::int64_t, std::string_view, Blob>;

/// One prepared statement. Parameters are `$1`, `$2`… and are bound by that number.
class Statement {
public:
    virtual ~Statement() = default;
    virtual void bind(int number, const Parameter& value) = 0;
    /// The next row; false at the end. Throws base::Error (conflict for a broken constraint,
    /// unavailable when the disk is full, the file locked or damaged, the server gone).
    virtual bool step() = 0;
    /// Says that the rows will be read: a server is asked together with the next statement that
    /// is.
    virtual void ask() {}
    /// Ready to run again with new parameters.
    virtual void reset() = 0;
    /// Columns of the current row, from 0. Text and blobs live until the next step or reset.
    [[nodiscard]] virtual bool is_null(int column) const = 0;
    [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
    [[nodiscard]] virtual std::string_view text(int column) const = 0;
    [[nodiscard]] virtual std::string_view blob(int column) const = 0;

    /// Runs to the end a statement whose rows nobody reads, and resets. A server may be asked
    /// later, together with the next statement that is read; a refusal is then thrown there.
    virtual void run();
    template <class... Values>
    Statement& with(const Values&... values) {
        int number = 0;
        (bind(++number, Parameter(values)), ...);
        return *this;
    }
};

/// New rows for one table, as fast as the database takes them. While one is open its connection
/// runs nothing else. Rows that break a constraint throw conflict, at the latest from finish().
class BulkInsert {
public:
    virtual ~BulkInsert() = default;
    /// One value a column; texts and blobs are read before the call returns.
    virtual void row(std::span<const Parameter> values) = 0;
    virtual void finish() = 0;
};

/// What a part wrote was refused after it had been kept. Parts that came later were not done
/// either. No base::Error, for it is not about what was being done when it was thrown.
struct PartRefused {
    std::int64_t part = 0;
    base::Error error;
};

/// One connection to one database, used by one thread at a time.
class Connection {
public:
    virtual ~Connection() = default;
    [[nodiscard]] virtual Dialect dialect() const = 0;
    [[nodiscard]] virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
    /// Several statements without parameters or results.
    virtual void run_script(std::string_view sql) = 0;
    /// Within a transaction: what follows can be undone by itself, until it is kept or undone.
    /// Only one such part at a time; parts are numbered upwards. What a kept part wrote may still
    /// wait: when a server then refuses it, the next question to it throws PartRefused.
    virtual std::int64_t begin_part() = 0;
    virtual void keep_part() = 0;
    /// After PartRefused: undoes the refused part and all that came after it.
    virtual void undo_part() = 0;
    /// Throws PartRefused again as long as that part has not been undone: who met it first may have
    /// said something else of it.
    virtual void require_kept_parts() const {}
    /// Nothing of a kept part waits any longer.
    virtual void settle_parts() {}
    /// `table` and `columns` as they stand in SQL, quoted where needed.
    [[nodiscard]] virtual std::unique_ptr<BulkInsert> bulk_insert(
        std::string_view table, const std::vector<std::string>& columns) = 0;
    /// True when the connection is lost for good and a new one must be made.
    [[nodiscard]] virtual bool is_broken() const = 0;

    /// With what personal values are sealed before they are bound and opened after they are read;
    /// null in a database that keeps them plain (one that was not migrated yet).
    [[nodiscard]] privacy::Sealer* sealer() const { return sealer_.get(); }
    void seal_with(std::unique_ptr<privacy::Sealer> sealer) { sealer_ = std::move(sealer); }

    /// What the commands of the present write transaction tell each other; null outside one.
    [[nodiscard]] GroupNotes* notes() const { return notes_; }
    /// `notes` must live until another call takes them away.
    void note_in(GroupNotes* notes) { notes_ = notes; }

private:
    GroupNotes* notes_ = nullptr;
    std::unique_ptr<privacy::Sealer> sealer_;
};

/// The text of `sql/<path>.sql`, such as `common/last_sequence`.
std::string_view sql_text(std::string_view path);

/// Prepares the statement of that file.
std::unique_ptr<Statement> prepare_file(Connection& connection, std::string_view path);

}  // namespace store
