#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "app/app.hpp"
#include "app/documents.hpp"
#include "people/access.hpp"

namespace app {

/// At most so many rows go to one phone.
constexpr std::int64_t slice_rows_max = 20'000;
/// At most so many commands come back in one batch.
constexpr std::size_t batch_commands_max = 200;

/// What a phone asks for. `since` and `view` are `next` and `view` of its last answer; 0 and empty
/// for all of it.
struct SliceQuery {
    std::string scope{};  ///< region code, or empty for all within reach
    std::int64_t since = 0;
    std::string view{};
    /// Only what this team of a round takes along: its open sheets, of `draw` alone unless that is
    /// empty, with their forms, villages and drawn households. Empty: all.
    std::string team{};
    std::string draw{};
};

/// Work without a network: a person's part of the data goes to a phone, the commands made there
/// come back.
class Field {
public:
    /// `app` outlives it.
    explicit Field(App& app);

    /// A JSON document (docs/http-api.md): the rows of the places of `who`, masked, with the forms
    /// that `who` may fill in; with `since` only what has changed and the ids of what is no longer
    /// there. `whole` when it replaces all that the phone has: for the first time, or when what
    /// `who` may see or the forms have changed. Throws invalid_input when the places hold more than
    /// slice_rows_max rows.
    [[nodiscard]] std::string slice(const SliceQuery& query,
                                    const people::Access& who = people::everything());

    /// Applies a batch `{"device","commands":[{"counter","kind","time","payload"}]}` in its order,
    /// each command by itself, and answers each by its own outcome. A command's id is its device
    /// and counter, so a batch counts once however often it comes. Texts `@7` for `number` and
    /// `seen` in a payload stand for what command 7 of the same device brought about. Throws
    /// invalid_input when the batch itself cannot be read; what is wrong with a command stands in
    /// its outcome.
    std::string take(std::string_view batch, const Actor& actor);

    /// The whole slice of an account as a file that the field page opens, for a phone without any
    /// network; of `team` and `draw`, if given, only what the team takes along, with the order of
    /// its route (`route`). not_found when there is no such account, or no open sheet of the team.
    std::string package(const std::string& user, const std::string& team = {},
                        const std::string& draw = {});
    /// The way of a team on paper, as a Word file: its stops in their order, with the map that it
    /// takes along, as far as `who` may read them. not_found when the team has no open sheet there.
    DocumentFile route_sheet(const std::string& team, const std::string& draw,
                             const people::Access& who = people::everything());
    /// Takes what a phone without a network saved: commands and photos in their order, in the name
    /// of the account it was made for, each counting once however often the file comes. Returns
    /// `{"person","added","known","open","items":[…]}` with the outcome of each; `open` counts
    /// those in conflict or refused. Throws invalid_input when the file is none of results.
    std::string take_results(std::string_view results);
    /// An empty workbook with what is asked when an entry of a ledger is opened; not_found when
    /// there is no such ledger.
    void write_form(const std::string& ledger, const std::filesystem::path& file);
    /// Opens an entry for each row of a filled workbook in the name of `actor`; a row that came
    /// before, in this or another workbook, counts once. Returns `{"added","known","open",
    /// "items":[…]}`. Throws invalid_input when the workbook has other columns.
    std::string take_form(const std::string& ledger, const std::filesystem::path& file,
                          const Actor& actor);

private:
    App& app_;
    App::State& state_;
};

}  // namespace app
