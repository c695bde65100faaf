#pragma once

#include <sys/types.h>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace ingest {

/// A child process whose standard output is read here: nothing on its input, no other descriptor,
/// no environment but the language. Killed when this object goes before it has ended.
class ReaderProcess {
public:
    /// Throws unavailable when it cannot be started.
    ReaderProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments);
    ~ReaderProcess();
    ReaderProcess(const ReaderProcess&) = delete;
    ReaderProcess& operator=(const ReaderProcess&) = delete;

    /// What the child has written; 0 at the end. Throws unavailable after two minutes of silence.
    std::size_t read(std::span<char> buffer);
    /// How the child ended, as waitpid reports it.
    int wait();

private:
    pid_t pid_ = -1;
    int output_ = -1;
};

}  // namespace ingest
