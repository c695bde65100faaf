#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// What became of each message, and when it may be tried next.
namespace messages {

/// One message on its way. `key` stays the same for the same thing told to the same person: it is
/// what makes a second one recognisable.
struct Message {
    std::string key;      ///< no tab, no line feed
    std::string channel;  ///< sms, webhook or email
    std::string address;  ///< personal: never written down by this module
    std::string title, text;
};

enum class State {
    waiting,    ///< never tried, or to be tried again
    trying,     ///< begun, its answer not written down yet
    unknown,    ///< asked, and no answer came: nobody knows whether the gateway took it
    sent,       ///< accepted by the gateway
    delivered,  ///< the gateway's report says so
    failed      ///< refused for good, tried too often, or reported as not delivered
};
std::string_view to_string(State state);

/// How often and when. All times are of Shanghai.
struct Policy {
    int attempts_max = 6;
    std::int64_t first_pause_s = 60;  ///< doubled after each failure
    std::int64_t pause_max_s = 3'600;
    int quiet_from = 21, quiet_to = 8;  ///< hours; equal: never quiet
    int per_minute = 60;
    bool resends_unknown = false;  ///< else what is unknown waits for a person's decision
};

struct Progress {
    State state = State::waiting;
    int attempts = 0;
    std::int64_t tried_at_s = 0;    ///< seconds since 1970, of the latest attempt
    std::int64_t not_before_s = 0;  ///< as the gateway asked; 0: it did not
    std::string request;            ///< the latest one that it went out in, with others or alone
    std::string group, reason;
};

/// The fold of the journal: one line an event, `event TAB key TAB seconds TAB text`.
class Outbox {
public:
    /// Takes the lines of a journal; a last line without its line feed was cut off and is left out.
    /// Throws invalid_input naming a line that is none.
    void read(std::string_view journal);
    void apply(std::string_view line);

    [[nodiscard]] Progress of(const std::string& key) const;
    /// True for what has ended or may not be tried again.
    [[nodiscard]] bool is_settled(const std::string& key, const Policy& policy) const;
    /// True when its attempts are used up.
    [[nodiscard]] bool is_given_up(const std::string& key, const Policy& policy) const;
    /// True when the message may go out now; quiet hours and the rate are asked apart.
    [[nodiscard]] bool is_due(const std::string& key, const Policy& policy,
                              std::int64_t now_s) const;
    /// Seconds until one more may go: at most `per_minute` attempts in any 60 seconds, whichever
    /// program made them. 0: now.
    [[nodiscard]] std::int64_t wait(const Policy& policy, std::int64_t now_s) const;
    /// How many more may go now within the rate; 0 while `wait` is more than 0.
    [[nodiscard]] std::int64_t room(const Policy& policy, std::int64_t now_s) const;
    /// The messages that went out together under a gateway's group; a report speaks of them.
    [[nodiscard]] std::vector<std::string> keys_of_group(const std::string& group) const;
    /// True for a person's decision, by its command, of which every line is here.
    [[nodiscard]] bool has_decided(const std::string& command) const {
        return decisions_.contains(command);
    }
    [[nodiscard]] const std::map<std::string, Progress>& all() const { return all_; }

private:
    std::map<std::string, Progress> all_;
    std::map<std::string, std::vector<std::string>> groups_;
    std::set<std::string> decisions_;
    std::map<std::int64_t, int> attempts_of_;  // second -> attempts, of the latest minute
};

/// One line of the journal with its line feed. Events: try (text: the request), sent (the group),
/// refused and failed (the reason; refused is for good), later (seconds since 1970 before which it
/// is not tried again, a blank, the reason), unknown (the reason), again (somebody lets it go out
/// once more, as if never tried), delivered, undelivered; decided (key: a command whose lines stand
/// before it). Tabs and line feeds in `text` become
/// blanks.
std::string journal_line(std::string_view event, const std::string& key, std::int64_t now_s,
                         std::string text = {});

/// The pause after so many attempts, in seconds.
std::int64_t pause_after(const Policy& policy, int attempts);
bool is_quiet(const Policy& policy, std::int64_t now_s);

}  // namespace messages
