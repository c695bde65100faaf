#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/command.hpp"
#include "app/people.hpp"
#include "app/retention.hpp"
#include "base/environment.hpp"
#include "base/error.hpp"
#include "privacy/key.hpp"
#include "programme/score.hpp"
#include "registers/declaration.hpp"
#include "registers/region.hpp"

namespace app {

struct Options {
    std::filesystem::path data_folder;
    std::filesystem::path reader;  ///< the wanjia-read program
    /// Called while long work goes on, with rows done so far; may be empty.
    std::function<void(std::int64_t rows)> progress;
    /// Asked before every command; throws forbidden to refuse it. The refusal enters the trail.
    /// Empty: the person at the machine may do everything.
    std::function<void(const Command& command)> permit;
    /// `postgres://…`; empty: the embedded database in the data folder. With a server the folder
    /// holds only the log's keys and temporary files.
    std::string database = {};
    /// With what init makes the key of the personal values; later the key file says it.
    privacy::Cipher cipher = privacy::Cipher::aes_256_gcm;
};

/// A day in Asia/Shanghai up to whose end things are known; empty: now.
using KnownOn = std::optional<base::Date>;

struct ScoreTable {
    struct Unit {
        std::string region;
        std::string name;
        std::string path_name;
        std::optional<programme::UnitScore> score;  ///< empty when the programme has no scorecard
        std::vector<programme::Count> counts;       ///< in the order of the indicators, effective
        std::vector<programme::Judgement> judgements;
    };
    programme::Programme programme;
    std::string period;
    bool frozen = false;
    std::vector<Unit> units;    ///< by rank, then region; listed-apart units last
    Unit total;                 ///< the whole scope, or what the reader may see of it (no score)
    bool partial = false;       ///< units that the reader may not see are left out
    std::int64_t sequence = 0;  ///< trail number the figures are of
};

struct Explanation {
    struct Row {
        std::string register_name;
        std::int64_t id = 0;
        std::string region;
        std::string region_name;
        std::vector<std::pair<std::string, std::string>> fields;  ///< name, masked text
        std::int64_t numerator = 0;                               ///< what this row adds
        std::int64_t denominator = 0;
    };
    std::string programme, indicator, region, period;
    std::string used_indicator;  ///< the fallback's name when it was used
    programme::Count count;
    std::vector<Row> rows;
};

/// What a list is searched for and ordered by (docs/http-api.md, Finding rows).
struct Search {
    std::string q{};     ///< words that all must be met
    std::string sort{};  ///< a field that is not personal; empty: by id
    bool descending = false;
};

struct RegisterPage {
    struct Row {
        std::int64_t id = 0;
        std::vector<std::string> texts;  ///< canonical, masked, in field order
        std::string geometry;            ///< GeoJSON or empty
        std::int64_t version = 0;        ///< trail number it is of; `seen` of a put
    };
    std::vector<Row> rows;
    std::int64_t total = 0;            ///< rows in scope
    std::optional<std::int64_t> next;  ///< pass as `after` for the next page
};

/// One version of a row: who made it, when, and until when it held.
struct RowVersion {
    std::vector<std::string> texts;  ///< canonical, masked, in field order
    std::int64_t begin_sequence = 0;
    std::string begin_time;
    std::string user;
    std::optional<std::int64_t> end_sequence;
    std::string end_time;  ///< empty while it holds
};

/// What became of a register's rows between the ends of two days.
struct RegisterChanges {
    struct Row {
        std::int64_t id = 0;
        std::optional<RegisterPage::Row> before;  ///< empty: added since
        std::optional<RegisterPage::Row> after;   ///< empty: removed since
    };
    std::string register_name;
    base::Date from{}, to{};
    std::vector<Row> rows;             ///< those that differ, by id
    std::optional<std::int64_t> next;  ///< pass as `after` for the next page
};

/// A personal value as it stands (empty: there is none), and the trail number that says who asked.
struct Revealed {
    std::int64_t sequence = 0;
    std::string value;
};

struct Batch {
    std::int64_t id = 0;
    std::string register_name, file_name, file_sha256, time;
    std::int64_t rows = 0, imported = 0, unchanged = 0, rejected = 0;
    bool undone = false;
};

struct BackupReport {
    std::int64_t sequence = 0;  ///< trail number the backup is of
    std::string last_hash;      ///< of that entry
    std::int64_t files = 0;
    std::int64_t tables = 0;
};

struct ReplayReport {
    struct Table {
        std::string table;
        std::int64_t rows = 0;
        std::string sha256;
        bool equal = false;  ///< to the source's
    };
    std::int64_t entries = 0;   ///< in the target now
    std::int64_t replayed = 0;  ///< of them just now
    std::vector<Table> tables;
};

/// What of the program's own registers and ledgers a data folder got, and why others could not
/// come: they need a ledger that is still a register there.
struct DeclaredMissing {
    std::int64_t declared = 0;
    std::vector<base::Text> left;
};

class Evidence;
class Ledgers;
class Maps;
struct PublicRanking;

/// Which columns a file is made of.
enum class Columns { all, open };

/// One county's (or more) data folder, opened. Safe to use from several threads: reads run side by
/// side, writes queue for the one writer. Errors are base::Error.
class App {
public:
    /// Makes the folder, the log's keys, the key of the personal values (`keys/field.key`, for its
    /// owner only) and the data file with the built-in registers declared. conflict when it is
    /// there already. Returns the trail's first ratchet key in hexadecimal: it is shown this once,
    /// for the audit administrator to keep sealed.
    static std::string init(base::Environment& environment, const Options& options);
    /// Opens; not_found when there is no data file, unavailable when its schema is newer.
    App(base::Environment& environment, Options options);
    ~App();

    /// The one write path: permission, rules, state, trail entry and recomputed figures in one
    /// durable transaction. Throws and changes nothing, or returns after the data are on disk.
    Outcome apply(const Command& command);
    /// A fresh operation id.
    std::string new_id();

    [[nodiscard]] std::vector<programme::Programme> programmes();
    /// `known_on`: as it was known at the end of that day, with the rules, regions and rows then. A
    /// sealed period is printed as it was sealed.
    /// `who` is asked for in every reading: rows, units and batches that this person may not see
    /// are left out, and totals are of what is left.
    [[nodiscard]] ScoreTable score(const std::string& programme,
                                   const std::optional<std::string>& period, KnownOn known_on = {},
                                   const people::Access& who = people::everything());
    [[nodiscard]] Explanation explain(const std::string& programme, const std::string& indicator,
                                      const std::string& region,
                                      const std::optional<std::string>& period,
                                      KnownOn known_on = {},
                                      const people::Access& who = people::everything());
    [[nodiscard]] std::vector<registers::Declaration> register_declarations();
    [[nodiscard]] RegisterPage register_rows(const std::string& register_name,
                                             const std::string& scope, std::int64_t after,
                                             std::int64_t limit, KnownOn known_on = {},
                                             const people::Access& who = people::everything(),
                                             const Search& search = {});
    /// Every version of a row, oldest first; not_found when there never was one.
    [[nodiscard]] std::vector<RowVersion> row_history(
        const std::string& register_name, std::int64_t id,
        const people::Access& who = people::everything());
    /// Rows within `scope` that differ between the ends of two days; invalid_input when `to` is
    /// before `from`. A page looks at `limit` rows that were written in between.
    [[nodiscard]] RegisterChanges register_changes(
        const std::string& register_name, const std::string& scope, base::Date from, base::Date to,
        std::int64_t after, std::int64_t limit, const people::Access& who = people::everything());
    /// One personal value as it is, after the command that asks for it was permitted and stands in
    /// the trail (never the value itself). `command.kind` is `reveal`, its payload
    /// `{"register","row","field","reason"}`, the reason of at least 5 characters. forbidden
    /// without the right; not_found when there is no such row or field; invalid_input for a field
    /// that is not personal. A repeated command gives the value as it is now.
    [[nodiscard]] Revealed reveal(const Command& command);
    /// Rows within `scope` whose text of `field` is exactly `value`, masked, by id, at most
    /// `limit`: the way to find a person by name, number or telephone. Opens every value of the
    /// field in `scope`. What lies beyond the right `reveal` of `who` is left out.
    [[nodiscard]] RegisterPage find_rows(const std::string& register_name, const std::string& field,
                                         const std::string& value, const std::string& scope,
                                         std::int64_t limit,
                                         const people::Access& who = people::everything());
    /// The same after the search was permitted and stands in the trail. The payload is
    /// `{"register", "field","value","reason"}` with `region` or without; the trail keeps a keyed
    /// hash instead of the value. forbidden without the right `reveal`.
    [[nodiscard]] RegisterPage find(Command command, std::int64_t limit,
                                    const people::Access& who = people::everything());
    /// Rows whose personal values may be kept no longer on a day, by `keep_years` of their
    /// declarations: years after a row was removed, or a ledger's entry closed. The command
    /// `retention` (`{"on"}`, today without it) erases them.
    [[nodiscard]] std::vector<Expired> expired(base::Date on);
    /// Those that `who` brought in, or whose maker may write nothing that `who` may not read.
    [[nodiscard]] std::vector<Batch> batches(const people::Access& who = people::everything());
    [[nodiscard]] registers::RegionIndex regions();
    /// GeoJSON of the units of a programme with their points, for the map.
    [[nodiscard]] std::string score_map(const std::string& programme,
                                        const std::optional<std::string>& period,
                                        KnownOn known_on = {},
                                        const people::Access& who = people::everything());
    /// What anybody may read of a period that was sealed (app/public_ranking.hpp); without
    /// `period` of the latest one. not_found when it is not sealed, or none is.
    [[nodiscard]] PublicRanking public_ranking(const std::string& programme,
                                               const std::optional<std::string>& period = {});
    /// Writes a register to .xlsx, .csv or .geojson by the file's ending; masked; recorded. With
    /// `share` only what was agreed for others under that name; forbidden without it to whoever
    /// only has roles for which there are shares. `open` leaves out every column that is not for
    /// everybody, and with personal ones the positions.
    std::int64_t export_register(const std::string& register_name,
                                 const std::filesystem::path& file, const Actor& actor,
                                 KnownOn known_on = {},
                                 const people::Access& who = people::everything(),
                                 const std::string& share = {}, Columns columns = Columns::all);
    void write_ranking(const ScoreTable& table, const std::filesystem::path& file);
    /// An empty workbook to fill in for a register.
    void write_template(const std::string& register_name, const std::filesystem::path& file);
    /// Copies the workbook of a batch's rejected rows to `file`; not_found when there were none, or
    /// when `who` may not see the batch.
    void write_batch_errors(std::int64_t batch, const std::filesystem::path& file,
                            const people::Access& who = people::everything());
    /// A name for a file that will be removed, inside the data folder.
    [[nodiscard]] std::filesystem::path temporary_file(const std::string& ending);

    /// False: nobody signs in, and whoever reaches the machine may do everything.
    [[nodiscard]] bool has_accounts();
    [[nodiscard]] const people::Roles& roles() const;
    /// Checks password and code, in about the same time whether the account exists or not, and
    /// begins a session. Throws forbidden with one and the same sentence for every reason;
    /// recorded.
    SignedIn sign_in(const Credentials& credentials);
    /// Who holds the session of a token; empty when it ended or there is none.
    /// Unless `in_use`, the time without a request goes on.
    [[nodiscard]] std::optional<Visitor> visitor(const std::string& token, bool in_use = true);
    /// Accounts and grants of the regions for which `who` has the right to see to them.
    [[nodiscard]] std::vector<Account> accounts(const people::Access& who = people::everything());
    [[nodiscard]] std::vector<people::Grant> grants(
        const people::Access& who = people::everything());
    /// Grants of administrators that wait for a second person, for those who may give roles there.
    [[nodiscard]] std::vector<people::Proposal> proposed_grants(
        const people::Access& who = people::everything());
    /// True when `password` is the account's own.
    [[nodiscard]] bool knows_password(const std::string& user, const std::string& password);

    struct TrailCheck {
        std::int64_t entries = 0;
        std::string root;  ///< base64
        std::int64_t checkpoints = 0;
        std::optional<base::Text> problem;
    };
    [[nodiscard]] TrailCheck verify_trail();
    /// Writes audit.log, checkpoint and NAME.pub into a folder.
    std::int64_t export_trail(const std::filesystem::path& folder);

    /// Removes files that an interrupted command left behind.
    void tidy();

    /// Trail number of the newest committed change, by this or another process. Cheap.
    [[nodiscard]] std::int64_t latest_sequence();

    /// Copies one snapshot of everything into an empty folder, while others read and write: the
    /// database as a GeoPackage that the program opens, the files, the log's keys, a manifest with
    /// the hash of every table and SHA256SUMS.
    BackupReport backup(const std::filesystem::path& folder);
    /// Checks a backup bit by bit, makes the database of `target` from it, and compares every
    /// table's hash with the manifest. invalid_input when the backup is damaged, conflict when the
    /// target holds data already.
    static BackupReport restore(base::Environment& environment, const std::filesystem::path& backup,
                                const Options& target);
    /// Does again in `target` what the trail of `source` records, from an empty database or from
    /// where an earlier replay ended, and compares every table's hash. conflict when the target's
    /// trail is not the beginning of the source's, or an entry gives another result than it did.
    static ReplayReport replay(base::Environment& environment, const Options& source,
                               const Options& target);
    /// True when `init` has been done there.
    static bool exists(const Options& options);
    /// Brings an older schema up to the program's and, where the Citus extension is installed,
    /// spreads the tables by county. Returns the version before.
    static std::int64_t migrate(base::Environment& environment, const Options& options);
    /// Makes a new key for the personal values and seals them all anew, as one command; what was
    /// sealed before in files and backups still needs the older keys, which stay in the key file.
    /// Other programs that have the data open must be started again. Returns the new key's number.
    static std::int64_t rotate_key(base::Environment& environment, const Options& options,
                                   const Actor& actor);
    /// Declares what is built into the program and this data folder, made by an older one, lacks:
    /// registers and ledgers, further fields of registers, newer versions of ledgers; one command
    /// each. A register that has become a ledger since, and one that the county
    /// changed otherwise, stay as they are.
    DeclaredMissing declare_missing();

    /// Files that prove something, linked to rows (app/evidence.hpp). Not to outlive this object.
    [[nodiscard]] Evidence evidence();
    /// Ledgers and their entries (app/ledgers.hpp). Not to outlive this object.
    [[nodiscard]] Ledgers ledgers();
    /// What the map shows (app/maps.hpp). Not to outlive this object.
    [[nodiscard]] Maps maps();

    struct State;

private:
    std::unique_ptr<State> state_;
};

/// The programme files built into the program: name without ending, text.
struct BuiltInFile {
    std::string name;
    std::string text;
};
std::vector<BuiltInFile> built_in_programmes();
/// A file of the folder `programmes`, such as `ganzhou-2020/regions.csv`; not_found otherwise.
std::string built_in_file(const std::string& path);
/// The declaration of a built-in register as text; not_found otherwise.
std::string built_in_register_text(const std::string& name);
/// The registers built into the program, by name.
std::vector<registers::Declaration> built_in_registers();

/// An indicator's value as it is shown: a percentage with two places without its sign, or a number;
/// empty when it is not applicable.
std::string display_count(const programme::Indicator& indicator, programme::Count count);

/// The answer documents, the same on the command line and over HTTP.
std::string to_json(const ScoreTable& table);
std::string to_json(const Explanation& explanation);
std::string to_json(const RegisterPage& page, const registers::Declaration& declaration);
std::string to_json(const std::vector<RowVersion>& history,
                    const registers::Declaration& declaration);
std::string to_json(const RegisterChanges& changes, const registers::Declaration& declaration);
std::string to_json(const std::vector<registers::Declaration>& declarations);
std::string to_json(const std::vector<programme::Programme>& programmes);
std::string to_json(const std::vector<Batch>& batches);
std::string to_json(const App::TrailCheck& check);
std::string to_json(const BackupReport& report);
std::string to_json(const ReplayReport& report);
/// `{"error":{"kind","message":{"zh","en"}}}`.
std::string to_json(const base::Error& error);

}  // namespace app
