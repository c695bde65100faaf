#include "sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/landlock.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <system_error>
#include <thread>

namespace {

constexpr int act_succeeded = 1;
constexpr int act_refused = 0;

/// Runs `act` in a child inside the sandbox; true when the act got what it wanted.
bool succeeds(const std::filesystem::path& file, const std::function<bool()>& act,
              reader::Threads threads = reader::Threads::none) {
    const pid_t child = fork();
    if (child == 0) {
        reader::limit_resources();
        reader::enter_sandbox(file, threads);
        _exit(act() ? act_succeeded : act_refused);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status)) << "the child should have lived";
    return WIFEXITED(status) && WEXITSTATUS(status) == act_succeeded;
}

class Sandbox : public ::testing::Test {
protected:
    Sandbox() {
        std::string name = (std::filesystem::temp_directory_path() / "sandbox-XXXXXX").string();
        folder = mkdtemp(name.data());
        file = folder / "a.csv";
        close(creat(file.c_str(), 0600));
        close(creat((folder / "other").c_str(), 0600));
    }
    ~Sandbox() override { std::filesystem::remove_all(folder); }
    static bool opens(const std::filesystem::path& path, int flags) {
        return open(path.c_str(), flags, 0600) >= 0;
    }
    std::filesystem::path folder;
    std::filesystem::path file;
};

TEST_F(Sandbox, The_file_itself_can_be_read) {
    EXPECT_TRUE(succeeds(file, [&] { return opens(file, O_RDONLY); }));
}

TEST_F(Sandbox, Forbidden_acts_are_refused_and_the_process_lives) {
    const auto refused = [&](const std::function<bool()>& act) { return !succeeds(file, act); };
    EXPECT_TRUE(refused([] { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }));
    EXPECT_TRUE(refused([] { return socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }));
    EXPECT_TRUE(refused([&] { return opens(file, O_WRONLY); }));
    EXPECT_TRUE(refused([&] { return opens(file, O_RDWR); }));
    EXPECT_TRUE(refused([&] { return opens(folder / "new", O_WRONLY | O_CREAT); }));
    EXPECT_TRUE(refused([&] { return syscall(SYS_open, file.c_str(), O_WRONLY, 0) >= 0; }));
    EXPECT_TRUE(refused([&] { return unlink(file.c_str()) == 0; }));
    EXPECT_TRUE(refused([&] { return rename(file.c_str(), (folder / "b").c_str()) == 0; }));
    EXPECT_TRUE(refused([&] { return mkdir((folder / "d").c_str(), 0700) == 0; }));
    EXPECT_TRUE(refused([&] { return symlink("/etc", (folder / "l").c_str()) == 0; }));
    EXPECT_TRUE(refused([&] { return chmod(file.c_str(), 0777) == 0; }));
    EXPECT_TRUE(refused([] {
        execl("/bin/true", "true", nullptr);
        return errno != EPERM;
    }));
    EXPECT_TRUE(refused([] { return fork() >= 0; }));
    EXPECT_TRUE(refused([] { return kill(getppid(), 0) == 0; }));
    EXPECT_TRUE(refused([] { return ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr) == 0; }));
    EXPECT_TRUE(refused([] { return memfd_create("x", 0) >= 0; }));
    EXPECT_TRUE(std::filesystem::exists(file));
}

bool starts_a_thread() {
    try {
        std::thread([] {}).join();
        return true;
    } catch (const std::system_error&) {
        return false;
    }
}

TEST_F(Sandbox, A_decoder_may_use_threads_and_still_no_process) {
    EXPECT_FALSE(succeeds(file, starts_a_thread));
    EXPECT_TRUE(succeeds(file, starts_a_thread, reader::Threads::allowed));
    EXPECT_FALSE(succeeds(file, [] { return fork() >= 0; }, reader::Threads::allowed));
    EXPECT_FALSE(succeeds(file, [] { return vfork() >= 0; }, reader::Threads::allowed));
}

TEST_F(Sandbox, Other_files_cannot_be_read_where_the_kernel_has_landlock) {
    if (syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1)
        GTEST_SKIP() << "this kernel has no Landlock";
    EXPECT_FALSE(succeeds(file, [] { return opens("/etc/passwd", O_RDONLY); }));
    EXPECT_FALSE(succeeds(file, [&] { return opens(folder / "other", O_RDONLY); }));
    EXPECT_FALSE(succeeds(file, [] { return opens("/proc/self/environ", O_RDONLY); }));
}

TEST_F(Sandbox, Memory_beyond_the_limit_is_refused) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers reserve more";
#endif
    const auto map = [](std::size_t megabytes) {
        return mmap(nullptr, megabytes << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                    -1, 0) != MAP_FAILED;
    };
    EXPECT_TRUE(succeeds(file, [&] { return map(256); }));
    EXPECT_FALSE(succeeds(file, [&] { return map(513); }));
}

TEST_F(Sandbox, A_stricter_limit_set_before_stays) {
    EXPECT_TRUE(succeeds(file, [&] {
        const rlimit strict{7, 9};
        setrlimit(RLIMIT_CPU, &strict);
        reader::limit_resources();
        rlimit found{};
        getrlimit(RLIMIT_CPU, &found);
        return found.rlim_cur == 7 && found.rlim_max == 9;
    }));
}

}  // namespace
