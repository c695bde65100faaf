// Files made to break readers, through the reader program that users' files go through. For each:
// a sentence or a harmless table, within 2 s of processor time and 256 MiB, no file made, no socket
// asked for; and the good file after it is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "base/text.hpp"
#include "corpus.hpp"
#include "supervised.hpp"

namespace hostile {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

const Corpus& corpus() {
    static const Corpus files;
    return files;
}

const HostileFile& file_named(const std::string& name) {
    const auto& files = corpus().files();
    return *std::find_if(files.begin(), files.end(),
                         [&](const HostileFile& file) { return file.name == name; });
}

bool holds_one(const std::string& sentence, const std::vector<std::string>& pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [&](const std::string& piece) {
        return sentence.find(piece) != std::string::npos;
    });
}

std::vector<std::string> complaints_of_refusal(const HostileFile& file, const Outcome& outcome) {
    std::vector<std::string> complaints;
    if (outcome.refused != file.must_be_refused())
        complaints.push_back(outcome.refused ? "was refused: " + outcome.sentence_zh
                                             : "was read: " + std::to_string(outcome.rows));
    else if (outcome.refused && !holds_one(outcome.sentence_zh, file.sentences))
        complaints.push_back("another sentence came: " + outcome.sentence_zh);
    else if (!outcome.refused && outcome.rows != file.rows)
        complaints.push_back("gave " + std::to_string(outcome.rows) + " rows");
    if (outcome.refused && (outcome.sentence_en.empty() || outcome.sentence_zh.empty()))
        complaints.emplace_back("a language is missing");
    if (!base::is_valid_utf8(outcome.sentence_zh + outcome.sentence_en))
        complaints.emplace_back("the sentence is not UTF-8");
    else if (base::has_forbidden_character(outcome.sentence_zh + outcome.sentence_en))
        complaints.emplace_back("the sentence holds characters that change how it is shown");
    return complaints;
}

/// Everything that is wrong with an outcome; empty when the file was withstood.
std::vector<std::string> check(const HostileFile& file, const Outcome& outcome) {
    std::vector<std::string> complaints = complaints_of_refusal(file, outcome);
    if (!outcome.broken.empty()) complaints.push_back(outcome.broken);
    if (outcome.details.find("killed by signal") != std::string::npos)
        complaints.push_back(outcome.details);
    if (outcome.memory_kib > default_allowance().memory_kib)
        complaints.push_back("used " + std::to_string(outcome.memory_kib >> 10) + " MiB");
    return complaints;
}

void print(const HostileFile& file, const Outcome& outcome) {
    if (std::getenv("WANJIA_HOSTILE_TABLE") == nullptr) return;
    std::printf(
        "%-28s %5lld ms %4lld MiB  %s %s\n", file.name.c_str(),
        static_cast<long long>(outcome.processor_ms),
        static_cast<long long>(outcome.memory_kib >> 10),
        outcome.refused ? outcome.sentence_zh.c_str() : std::to_string(outcome.rows).c_str(),
        outcome.details.c_str());
}

TEST(Hostile, R20_every_file_is_refused_with_a_reason_or_harmless_and_the_next_one_is_read) {
    const std::vector<std::string> before = corpus().traces();
    const HostileFile& good = file_named("plain.gpkg");
    std::int64_t processor_ms_max = 0;
    std::int64_t memory_kib_max = 0;
    for (const HostileFile& file : corpus().files()) {
        const Outcome outcome =
            read_supervised(WANJIA_READER, corpus().path(file.name), {}, default_allowance());
        print(file, outcome);
        EXPECT_THAT(check(file, outcome), IsEmpty()) << file.name << ": " << file.why;
        const Outcome next =
            read_supervised(WANJIA_READER, corpus().path(good.name), {}, default_allowance());
        EXPECT_THAT(check(good, next), IsEmpty()) << "after " << file.name;
        processor_ms_max = std::max(processor_ms_max, outcome.processor_ms);
        memory_kib_max = std::max(memory_kib_max, outcome.memory_kib);
    }
    EXPECT_EQ(corpus().traces(), before) << "a file was made or changed";
    EXPECT_GE(corpus().files().size(), 60U);
    std::printf("%zu files; the most one took: %lld ms of processor time, %lld MiB\n",
                corpus().files().size(), static_cast<long long>(processor_ms_max),
                static_cast<long long>(memory_kib_max >> 10));
}

/// As if the limits were counted on what the file says of itself: nothing stops the reader.
TEST(Hostile, The_check_notices_a_reader_without_limits) {
    ingest::ReadLimits none;
    none.bytes_max = std::numeric_limits<std::int64_t>::max() / 2;
    none.shared_strings_bytes_max = none.bytes_max;
    none.expansion_max = std::int64_t{1} << 40;
    for (const char* name : {"lying_size.xlsx", "billion_bytes.xlsx", "shared_flood.xlsx"}) {
        const HostileFile& file = file_named(name);
        const Outcome outcome =
            read_supervised(WANJIA_READER, corpus().path(name), none, default_allowance());
        EXPECT_THAT(check(file, outcome), Not(IsEmpty())) << name;
    }
}

TEST(Hostile, The_check_notices_a_reader_that_opens_a_socket_or_makes_a_file) {
    const HostileFile& good = file_named("plain.gpkg");
    for (const char* program : {WANJIA_SOCKET_READER, "/usr/bin/touch"}) {
        const Outcome outcome =
            read_supervised(program, corpus().path(good.name), {}, default_allowance());
        EXPECT_THAT(check(good, outcome), Contains("reader killed by signal 31")) << program;
    }
}

}  // namespace
}  // namespace hostile
