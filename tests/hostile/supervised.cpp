#include "supervised.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "base/error.hpp"
#include "ingest/wire.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WANJIA_SANITIZED 1
#else
#define WANJIA_SANITIZED 0
#endif

namespace hostile {
namespace {

class Counter final : public ingest::TableSink {
public:
    void begin_sheet(const ingest::SheetInfo& /*sheet*/) override {}
    void row(ingest::TableRow&& /*row*/) override { ++rows; }
    std::int64_t rows = 0;
};

void bound_processor_time(int seconds) {
    const auto soft = static_cast<rlim_t>(seconds);
    const rlimit limit{soft, soft + 1};
    if (setrlimit(RLIMIT_CPU, &limit) != 0) std::abort();
}

constexpr std::array forbidden = {
    SCMP_SYS(socket),    SCMP_SYS(socketpair), SCMP_SYS(connect),       SCMP_SYS(bind),
    SCMP_SYS(creat),     SCMP_SYS(mkdir),      SCMP_SYS(mkdirat),       SCMP_SYS(mknod),
    SCMP_SYS(mknodat),   SCMP_SYS(rename),     SCMP_SYS(renameat),      SCMP_SYS(renameat2),
    SCMP_SYS(link),      SCMP_SYS(linkat),     SCMP_SYS(symlink),       SCMP_SYS(symlinkat),
    SCMP_SYS(unlink),    SCMP_SYS(unlinkat),   SCMP_SYS(rmdir),         SCMP_SYS(truncate),
    SCMP_SYS(ftruncate), SCMP_SYS(ptrace),     SCMP_SYS(io_uring_setup)};

/// Ends the process at the attempt: of two filters on one call the kernel takes the stricter.
void forbid_traces() {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool good = filter != nullptr;
    for (const int call : forbidden)
        good = good && seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 0) == 0;
    const auto create = static_cast<std::uint64_t>(O_CREAT);
    for (const auto& [call, argument] :
         {std::pair{SCMP_SYS(open), 1U}, std::pair{SCMP_SYS(openat), 2U}}) {
        const scmp_arg_cmp creates{argument, SCMP_CMP_MASKED_EQ, create, create};
        good =
            good && seccomp_rule_add_array(filter, SCMP_ACT_KILL_PROCESS, call, 1, &creates) == 0;
    }
    if (!good || seccomp_load(filter) != 0) std::abort();
    seccomp_release(filter);
}

std::int64_t milliseconds(const timeval& time) {
    return time.tv_sec * 1000 + time.tv_usec / 1000;
}

void read_here(const std::filesystem::path& reader, const std::filesystem::path& file,
               const ingest::ReadLimits& limits, Outcome& outcome) {
    Counter counter;
    try {
        ingest::read_table(reader, file, limits, counter);
    } catch (const base::Error& error) {
        outcome.refused = true;
        outcome.sentence_zh = error.message().zh;
        outcome.sentence_en = error.message().en;
        outcome.details = error.details();
    }
    outcome.rows = counter.rows;
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    outcome.memory_kib = usage.ru_maxrss;
    outcome.processor_ms = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

/// An outcome goes home as frames of the wire format, which both ends have anyway.
void send(int descriptor, const Outcome& outcome) {
    ingest::FrameWriter frames([&](std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t count = write(descriptor, bytes.data(), bytes.size());
            if (count <= 0) _exit(3);
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    });
    ingest::SheetInfo sheet;
    sheet.columns = {outcome.sentence_zh,
                     outcome.sentence_en,
                     outcome.details,
                     std::to_string(outcome.rows),
                     std::to_string(outcome.memory_kib),
                     std::to_string(outcome.processor_ms),
                     outcome.refused ? "refused" : "read"};
    frames.begin_sheet(sheet);
    frames.end();
}

class Receiver final : public ingest::TableSink {
public:
    explicit Receiver(Outcome& outcome) : outcome_(outcome) {}
    void begin_sheet(const ingest::SheetInfo& sheet) override {
        const auto& texts = sheet.columns;
        outcome_.sentence_zh = texts.at(0);
        outcome_.sentence_en = texts.at(1);
        outcome_.details = texts.at(2);
        outcome_.rows = std::stoll(texts.at(3));
        outcome_.memory_kib = std::stoll(texts.at(4));
        outcome_.processor_ms = std::stoll(texts.at(5));
        outcome_.refused = texts.at(6) == "refused";
    }
    void row(ingest::TableRow&& /*row*/) override {}

private:
    Outcome& outcome_;
};

Outcome receive(int descriptor) {
    Outcome outcome;
    Receiver receiver(outcome);
    ingest::FrameReader frames({}, receiver);
    std::array<char, 4096> buffer{};
    try {
        for (;;) {
            const ssize_t count = read(descriptor, buffer.data(), buffer.size());
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) break;
            frames.feed({buffer.data(), static_cast<std::size_t>(count)});
        }
    } catch (const base::Error& error) {
        outcome.broken = error.message().en;
    }
    if (!frames.is_complete() && outcome.broken.empty()) outcome.broken = "no outcome came";
    return outcome;
}

}  // namespace

Allowance default_allowance() {
    if (WANJIA_SANITIZED != 0) return {20, std::int64_t{1} << 40};
    return {};
}

Outcome read_supervised(const std::filesystem::path& reader, const std::filesystem::path& file,
                        const ingest::ReadLimits& limits, const Allowance& allowance) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
    const pid_t child = fork();
    if (child == 0) {
        bound_processor_time(allowance.processor_seconds);
        forbid_traces();
        Outcome outcome;
        read_here(reader, file, limits, outcome);
        send(ends[1], outcome);
        _exit(0);
    }
    close(ends[1]);
    Outcome outcome = receive(ends[0]);
    close(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status))
        outcome.broken = "the receiver was killed by signal " + std::to_string(WTERMSIG(status));
    return outcome;
}

}  // namespace hostile
