#include "reader_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/error.hpp"

namespace ingest {
namespace {

constexpr int silence_ms_max = 120'000;

[[noreturn]] void refuse_start(int error) {
    throw base::Error(
        base::ErrorKind::unavailable,
        {"无法启动读取文件的程序 wanjia-read。请重新安装本软件。",
         "The reader program wanjia-read cannot be started. Install the software again."},
        std::strerror(error));
}

}  // namespace

ReaderProcess::ReaderProcess(const std::filesystem::path& program,
                             const std::vector<std::string>& arguments) {
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) refuse_start(errno);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);

    std::vector<std::string> words = {program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::string language = "LC_ALL=C.UTF-8";
    std::array<char*, 2> environment = {language.data(), nullptr};
    const int error =
        posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
    output_ = pipe_ends[0];
    if (error == 0) return;
    close(output_);
    refuse_start(error);
}

ReaderProcess::~ReaderProcess() {
    close(output_);
    if (pid_ < 0) return;
    kill(pid_, SIGKILL);
    wait();
}

std::size_t ReaderProcess::read(std::span<char> buffer) {
    pollfd waiting{output_, POLLIN, 0};
    for (;;) {
        const int ready = poll(&waiting, 1, silence_ms_max);
        if (ready == 0)
            throw base::Error(
                base::ErrorKind::unavailable,
                {"读取文件用时过长，已停止。请分成几个文件导入。",
                 "Reading the file took too long and was stopped. Split it into several "
                 "files."});
        const ssize_t count = ready < 0 ? -1 : ::read(output_, buffer.data(), buffer.size());
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EINTR) return 0;
    }
}

int ReaderProcess::wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
}

}  // namespace ingest
