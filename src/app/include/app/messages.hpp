#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "app/app.hpp"
#include "base/environment.hpp"

namespace app {

/// Which messages of the queue.
struct QueueQuery {
    std::string state{};    ///< empty: any
    std::string channel{};  ///< empty: any
    std::string region{};   ///< of the entry or of who it goes to; empty: all
    std::string request{};  ///< the latest one that it went out in, alone or with others
    /// Minutes in Shanghai, `2020-06-24T12:00`, of the latest attempt, both included; empty: any.
    std::string tried_from{}, tried_until{};
    std::int64_t after = 0;
    std::int64_t limit = 100;
};

/// `2020-06-24 12:00` or with T between as QueueQuery has a minute. Throws invalid_input.
std::string read_minute(const std::string& text);

/// What a person says to messages whose state is unknown.
struct MessageDecision {
    std::string message{};   ///< one, by its key; empty: all unknown ones of `of`
    QueueQuery of{};         ///< its state and pages are not looked at
    std::int64_t count = 1;  ///< how many the person was shown
    bool again = false;      ///< they go out once more; else they count as sent
};

/// Messages on their way (docs/messages.md): what became of each, the sender, what gateways push,
/// and what people find on their own pages. Safe to use from several threads.
class Messages {
public:
    /// Not to outlive `app`, in whose data folder the journal of what was sent stands.
    Messages(base::Environment& environment, App& app);
    ~Messages();
    Messages(const Messages&) = delete;
    Messages& operator=(const Messages&) = delete;

    /// Reads the settings of gateways from a file that its owner alone may read. Throws forbidden
    /// when others may, invalid_input naming what is wrong in it.
    void configure(const std::filesystem::path& settings);

    /// Messages of the last 30 days, newest first, that `who` may see: the contact and the entry's
    /// ledger lie within the right to read, or `who` wrote it. States: waiting, trying, unknown
    /// (asked without an answer), sent, delivered, read (on pages alone), failed (refused for good,
    /// or not delivered), given_up, opted_out. Contacts are masked. `counts` are of all states that
    /// the rest of the query leaves, `open` the requests of those unknown, the latest 100.
    [[nodiscard]] std::string queue(const QueueQuery& query,
                                    const people::Access& who = people::everything());
    /// Slips, reminders and messages of the last 30 days for this person's own pages, newest first,
    /// at most 200, and how many of all were not read.
    [[nodiscard]] std::string inbox(const people::Access& who);

    /// Decides of one or many, those alone where `who` may publish to the contact. Recorded in the
    /// trail as one note of `by`; answers {count, state}, and does nothing more when it comes
    /// again. Throws not_found for no message that `who` may see, forbidden for one without the
    /// right to publish where its contact is, conflict for one in any other state, when there are
    /// more or fewer than `count`, or while another program sends.
    std::string decide(Command by, const MessageDecision& decision,
                       const people::Access& who = people::everything());

    /// One round; the answer counts what became of it. conflict while another program sends.
    std::string send();
    /// Sends round after round until stop() or destruction. Nothing without settings.
    void start(std::function<void(const std::string& line)> log);
    void stop();

    /// True for the key in the settings with which the platform pushes.
    [[nodiscard]] bool is_receiver(const std::string& key) const;
    /// One pushed report, or a list of them: {taken, unknown}. Throws invalid_input.
    std::string take_reports(const std::string& json);
    /// One pushed reply, or a list of them: {taken, unknown, opted_out}. Each counts once however
    /// often it comes. Throws invalid_input.
    std::string take_replies(const std::string& json);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace app
