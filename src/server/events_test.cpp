#include "events.hpp"

#include <gtest/gtest.h>

namespace server {
namespace {

class FakeStream final : public Stream {
public:
    [[nodiscard]] bool is_open() const override { return open; }
    [[nodiscard]] bool is_busy() const override { return busy; }
    void write(std::string bytes) override { written.push_back(std::move(bytes)); }
    void close() override { open = false; }

    bool open = true;
    bool busy = false;
    std::vector<std::string> written;
};

const base::Instant start{std::chrono::hours(1)};

struct Broadcasting : testing::Test {
    Broadcaster broadcaster;

    std::shared_ptr<FakeStream> follow() {
        auto stream = std::make_shared<FakeStream>();
        broadcaster.add(stream);
        return stream;
    }
};

TEST(EventFraming, AnEventEndsWithAnEmptyLineAndACommentBeginsWithAColon) {
    EXPECT_EQ(changed_event(42), "event: changed\ndata: {\"sequence\":42}\n\n");
    EXPECT_TRUE(keep_alive_comment().starts_with(":"));
    EXPECT_TRUE(keep_alive_comment().ends_with("\n\n"));
}

TEST_F(Broadcasting, ANewStreamIsToldTheCurrentNumberAndThenOnlyNews) {
    const auto stream = follow();
    broadcaster.tick(0, start);
    broadcaster.tick(0, start);
    broadcaster.tick(3, start);
    EXPECT_EQ(stream->written, (std::vector<std::string>{changed_event(0), changed_event(3)}));
}

TEST_F(Broadcasting, S_05_AStreamWhoseSessionEndedIsClosedWithinFiveSeconds) {
    const auto stream = std::make_shared<FakeStream>();
    bool may_go_on = true;
    broadcaster.add(stream, [&] { return may_go_on; });
    broadcaster.tick(1, start);
    EXPECT_TRUE(stream->is_open());
    may_go_on = false;
    broadcaster.tick(2, start + std::chrono::seconds(5));
    EXPECT_FALSE(stream->is_open());
    EXPECT_EQ(stream->written.size(), 1U);
}

TEST_F(Broadcasting, ACommentIsWrittenAfterFifteenQuietSeconds) {
    const auto stream = follow();
    broadcaster.tick(1, start);
    broadcaster.tick(1, start + Broadcaster::comment_interval - std::chrono::milliseconds(1));
    EXPECT_EQ(stream->written.size(), 1u);
    broadcaster.tick(1, start + Broadcaster::comment_interval);
    EXPECT_EQ(stream->written.back(), keep_alive_comment());
}

TEST_F(Broadcasting, ABusyStreamIsPassedOverAndThenToldOnlyTheNewest) {
    const auto slow = follow();
    const auto quick = follow();
    slow->busy = true;
    broadcaster.tick(1, start);
    broadcaster.tick(2, start);
    slow->busy = false;
    broadcaster.tick(3, start);
    EXPECT_EQ(slow->written, (std::vector<std::string>{changed_event(3)}));
    EXPECT_EQ(quick->written.size(), 3u);
}

TEST_F(Broadcasting, AClosedStreamIsForgotten) {
    const auto stream = follow();
    stream->open = false;
    broadcaster.tick(1, start);
    EXPECT_TRUE(stream->written.empty());
    EXPECT_EQ(broadcaster.size(), 0u);
}

TEST_F(Broadcasting, IsFullAtItsLimitAndHasRoomAgainAfterOneLeaves) {
    std::shared_ptr<FakeStream> last;
    for (std::size_t i = 0; i < Broadcaster::streams_max; ++i) {
        EXPECT_FALSE(broadcaster.is_full());
        last = follow();
    }
    EXPECT_TRUE(broadcaster.is_full());
    last->open = false;
    broadcaster.tick(1, start);
    EXPECT_FALSE(broadcaster.is_full());
}

TEST_F(Broadcasting, ClosingAllEndsEveryStream) {
    const auto one = follow();
    const auto two = follow();
    broadcaster.close_all();
    EXPECT_FALSE(one->open);
    EXPECT_FALSE(two->open);
    EXPECT_EQ(broadcaster.size(), 0u);
}

}  // namespace
}  // namespace server
