#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "app/app.hpp"

namespace crash {

app::Options options_of(const std::filesystem::path& data, const std::string& url);

/// Puts the county, its township, one village and every built-in programme.
void begin_county(const app::Options& options);

/// A program that writes until it is killed: rows, files, programmes, seals, backups, from several
/// threads. It tells its ledger on `output` line by line, each before or after the act it names:
/// `ready`; `S id kind rows` before a command; `A id sha256` after its acknowledgement (of the
/// answer); `R id` after its refusal; `B folder` after a backup.
struct Worker {
    pid_t process = 0;
    int output = -1;
};
/// `too_early`: the ledger says `A` before the command is given, as a program would that answers
/// before it commits.
Worker start_worker(const app::Options& options, const std::filesystem::path& work, bool too_early);

/// What start_worker runs in the new process; the words come from its command line.
int run_worker(int count, char** words);

}  // namespace crash
