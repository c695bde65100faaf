#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <map>

#include "gateway_for_tests.hpp"
#include "sending_for_tests.hpp"

// A sender that is killed again and again around a gateway that keeps no keys and delivers
// whatever it is asked to. WANJIA_TEST_FULL=1 does it with 100,000 messages and 100 kills.
namespace {

using for_tests::accepted;
using for_tests::Gateway;
using for_tests::noon;
using sending::Journal;

/// The moment in which a sender dies.
enum class Death {
    before_the_request,   ///< written down, not asked yet
    before_the_answer,    ///< the gateway took it and dies with us
    during_the_answer,    ///< the gateway took it and says so to nobody
    before_the_last_line  ///< the answer was read and not written down
};
constexpr int deaths = 4;

/// The network, but for the request with which the process dies.
class Mortal final : public sending::Transport {
public:
    Mortal(int requests, Death death) : left_(requests), death_(death) {}
    std::optional<sending::Answer> post(
        const std::string& url, const std::string& body,
        const std::vector<std::pair<std::string, std::string>>& headers) override {
        const bool is_last = --left_ == 0;
        if (is_last && death_ == Death::before_the_request) die();
        const auto answer = network_->post(url, body, headers);
        if (is_last && death_ == Death::before_the_last_line) die();
        return answer;
    }
    bool mail(const Mail& mail) override { return network_->mail(mail); }

private:
    [[noreturn]] static void die() {
        ::kill(getpid(), SIGKILL);
        std::abort();
    }
    std::unique_ptr<sending::Transport> network_ = sending::network_transport();
    int left_;
    Death death_;
};

class KillTest : public for_tests::SendingTest {
protected:
    static bool is_full() { return std::getenv("WANJIA_TEST_FULL") != nullptr; }
    const int kills_ = is_full() ? 100 : 8;
    const int count_ = is_full() ? 100'000 : 450;
    const int between_ = count_ / (kills_ + 1);

    /// Starts a sender again and again; each of the first `kills_` dies with its last request.
    void send_and_die() {
        Gateway gateway([this](const Gateway::Request& request) { return take(request); });
        settings_.sms_url = gateway.url();
        const auto wanted = some(count_);
        for (int run = 0; run <= kills_; ++run) {
            death_ = static_cast<Death>(run % deaths);
            requests_ = 0;
            const pid_t child = fork();
            ASSERT_GE(child, 0);
            if (child == 0) _exit(send_until_death(wanted, run < kills_) ? 0 : 1);
            sender_ = child;
            int status = 0;
            ASSERT_EQ(waitpid(child, &status, 0), child);
            sender_ = 0;
            if (run < kills_)
                ASSERT_TRUE(WIFSIGNALED(status)) << run;
            else
                EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        }
    }
    [[nodiscard]] int taken_twice() const {
        int twice = 0;
        for (const auto& [key, times] : taken_) twice += times - 1;
        return twice;
    }

    std::map<std::string, int> taken_;

private:
    bool send_until_death(const std::vector<messages::Message>& wanted, bool dies) {
        Journal journal(folder_ / "journal");
        const auto hold = journal.hold();
        Mortal transport(dies ? between_ : -1, death_);
        (void)sending::send_due(wanted, settings_, journal, transport, [] { return noon; });
        return !dies;
    }
    std::string take(const Gateway::Request& request) {
        ++taken_[request.header("X-Wanjia-Message")];
        const pid_t now = sender_;
        if (++requests_ < between_ || now == 0) return accepted;
        if (death_ != Death::before_the_answer && death_ != Death::during_the_answer)
            return accepted;
        ::kill(now, SIGKILL);
        return death_ == Death::before_the_answer ? std::string() : std::string(accepted);
    }

    std::atomic<Death> death_{};
    std::atomic<pid_t> sender_{0};
    std::atomic<int> requests_{0};
};

TEST_F(KillTest,
       X_24_a_gateway_that_keeps_no_keys_gets_none_twice_and_each_open_question_is_asked) {
    send_and_die();
    EXPECT_EQ(taken_twice(), 0);
    std::vector<std::string> open;
    {
        Journal journal(folder_ / "journal");
        journal.look([&](const auto& outbox) {
            for (const auto& [key, progress] : outbox.all())
                if (progress.state == messages::State::unknown) open.push_back(key);
            return true;
        });
        EXPECT_EQ(static_cast<int>(open.size()), kills_) << "one question for a kill";
        const auto hold = journal.hold();
        for (const auto& key : open) journal.write(messages::journal_line("again", key, noon));
    }
    const auto never_asked = count_ - static_cast<int>(taken_.size());
    EXPECT_EQ(never_asked, kills_ / deaths) << "those killed before the request";
    std::printf("%d messages, %d kills: 0 accepted twice, %d in doubt, of them %d never asked\n",
                count_, kills_, static_cast<int>(open.size()), never_asked);
}

TEST_F(KillTest, X_24_with_send_again_none_is_lost_and_a_kill_repeats_one_message_at_most) {
    settings_.send_again = {"sms"};
    send_and_die();
    EXPECT_EQ(static_cast<int>(taken_.size()), count_);
    EXPECT_LE(taken_twice(), kills_);
    for (const auto& [key, times] : taken_) EXPECT_LE(times, 2) << key;
    std::printf("%d messages, %d kills, sent again: %d accepted twice\n", count_, kills_,
                taken_twice());
}

}  // namespace
