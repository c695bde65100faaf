#include "sandbox.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "base/error.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WANJIA_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WANJIA_SANITIZED 1
#endif
#endif
#ifndef WANJIA_SANITIZED
#define WANJIA_SANITIZED 0
#endif

namespace reader {
namespace {

constexpr rlim_t memory_bytes_max = rlim_t{512} << 20;
constexpr rlim_t processor_seconds_max = 60;
constexpr rlim_t open_files_max = 64;

// Everything that ABI 1 of Landlock can take away.
constexpr std::uint64_t file_rights = (std::uint64_t{1} << 13) - 1;

[[noreturn]] void refuse_sandbox(const std::string& details) {
    throw base::Error(base::ErrorKind::unavailable,
                      {"无法建立读取文件的安全隔离，未读取文件。请联系系统管理员。",
                       "The protected environment for reading files could not be set up; the file "
                       "was not read. Ask the system administrator."},
                      details);
}

/// A stricter limit that this process was started with stays.
void set_limit(__rlimit_resource_t resource, rlim_t value) {
    rlimit limit{};
    if (getrlimit(resource, &limit) != 0) refuse_sandbox("getrlimit");
    limit.rlim_max = std::min(limit.rlim_max, value);
    limit.rlim_cur = std::min(limit.rlim_cur, limit.rlim_max);
    if (setrlimit(resource, &limit) != 0) refuse_sandbox("setrlimit");
}

void allow_reading(int ruleset, const std::filesystem::path& path) {
    const int descriptor = open(path.c_str(), O_PATH | O_CLOEXEC);
    if (descriptor < 0) return;
    std::error_code ignored;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
    if (std::filesystem::is_directory(path, ignored))
        rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
    rule.parent_fd = descriptor;
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(descriptor);
}

void allow_shapefile_parts(int ruleset, std::filesystem::path file) {
    for (const char* ending :
         {".shp", ".shx", ".dbf", ".prj", ".cpg", ".SHP", ".SHX", ".DBF", ".PRJ", ".CPG"})
        allow_reading(ruleset, file.replace_extension(ending));
}

/// Kernels before 5.13, or without it, go on with the system call filter alone.
void restrict_reading(const std::filesystem::path& file) {
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = file_rights;
    const long created = syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0);
    if (created < 0) return;
    const int ruleset = static_cast<int>(created);
    allow_reading(ruleset, file);
    const std::string ending = file.extension().string();
    if (ending == ".shp" || ending == ".SHP") allow_shapefile_parts(ruleset, file);
    for (const char* path : {"/usr", "/lib", "/lib64", "/dev/urandom", "/dev/null",
                             "/sys/fs/cgroup", "/proc/meminfo", "/proc/cpuinfo"})
        allow_reading(ruleset, path);
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) refuse_sandbox("landlock");
    close(ruleset);
}

class Filter {
public:
    Filter() : context_(seccomp_init(SCMP_ACT_ALLOW)) {
        if (context_ == nullptr) refuse_sandbox("seccomp_init");
    }
    ~Filter() { seccomp_release(context_); }
    Filter(const Filter&) = delete;
    Filter& operator=(const Filter&) = delete;

    void deny(int system_call, int error = EPERM) {
        if (seccomp_rule_add(context_, SCMP_ACT_ERRNO(static_cast<unsigned>(error)), system_call,
                             0) != 0)
            refuse_sandbox("seccomp rule");
    }
    void deny_without_flag(int system_call, unsigned argument, std::uint64_t flag) {
        const scmp_arg_cmp lacks_flag{argument, SCMP_CMP_MASKED_EQ, flag, 0};
        if (seccomp_rule_add_array(context_, SCMP_ACT_ERRNO(EPERM), system_call, 1, &lacks_flag) !=
            0)
            refuse_sandbox("seccomp rule");
    }
    void deny_flag(int system_call, unsigned argument, std::uint64_t flag) {
        const scmp_arg_cmp has_flag{argument, SCMP_CMP_MASKED_EQ, flag, flag};
        if (seccomp_rule_add_array(context_, SCMP_ACT_ERRNO(EACCES), system_call, 1, &has_flag) !=
            0)
            refuse_sandbox("seccomp rule");
    }
    void load() {
        if (seccomp_load(context_) != 0) refuse_sandbox("seccomp_load");
    }

private:
    scmp_filter_ctx context_;
};

constexpr std::array denied = {
    // network
    SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),
    // other programs and processes
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(kill),
    SCMP_SYS(tkill), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd), SCMP_SYS(setns), SCMP_SYS(unshare),
    // files, except by open, which is filtered by its flags
    SCMP_SYS(creat), SCMP_SYS(openat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),
    SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir),
    SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(symlink), SCMP_SYS(symlinkat), SCMP_SYS(mknod),
    SCMP_SYS(mknodat), SCMP_SYS(truncate), SCMP_SYS(ftruncate), SCMP_SYS(fallocate),
    SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(fchown),
    SCMP_SYS(lchown), SCMP_SYS(fchownat), SCMP_SYS(setxattr), SCMP_SYS(fsetxattr),
    SCMP_SYS(lsetxattr), SCMP_SYS(utimensat), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(chroot),
    SCMP_SYS(pivot_root),
    // ways around a filter of system calls, and into the kernel
    SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter), SCMP_SYS(bpf), SCMP_SYS(userfaultfd),
    SCMP_SYS(perf_event_open), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
    SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(kexec_load), SCMP_SYS(reboot),
    SCMP_SYS(swapon), SCMP_SYS(quotactl), SCMP_SYS(memfd_create), SCMP_SYS(open_by_handle_at)};

// A call whose flags stand behind a pointer cannot be judged, so the newer one is "not there" and
// libraries fall back to the older.
void limit_to_one_process(Filter& filter, Threads threads) {
    filter.deny(SCMP_SYS(clone3), threads == Threads::allowed ? ENOSYS : EPERM);
    if (threads == Threads::allowed)
        filter.deny_without_flag(SCMP_SYS(clone), 0, CLONE_THREAD);
    else
        filter.deny(SCMP_SYS(clone));
}

void filter_system_calls(Threads threads) {
    Filter filter;
    for (const int system_call : denied) filter.deny(system_call);
    limit_to_one_process(filter, threads);
    for (const int bits : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC}) {
        const auto flag = static_cast<std::uint64_t>(bits);
        filter.deny_flag(SCMP_SYS(open), 1, flag);
        filter.deny_flag(SCMP_SYS(openat), 2, flag);
    }
    filter.load();
}

}  // namespace

void limit_resources() {
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_FSIZE, 0);
    set_limit(RLIMIT_NOFILE, open_files_max);
    set_limit(RLIMIT_CPU, processor_seconds_max);
    if (WANJIA_SANITIZED == 0) set_limit(RLIMIT_DATA, memory_bytes_max);
}

void enter_sandbox(const std::filesystem::path& file, Threads threads) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) refuse_sandbox("no_new_privs");
    restrict_reading(file);
    filter_system_calls(threads);
}

}  // namespace reader
