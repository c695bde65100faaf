#include <gtest/gtest.h>

#include <functional>

#include "draw_for_tests.hpp"

// A published draw is changed in one way and must be refused by whoever holds its files.

namespace draw {
namespace {

void swap_text(std::string& text, const std::string& from, const std::string& to) {
    const std::size_t found = text.find(from);
    ASSERT_NE(found, std::string::npos) << from;
    text.replace(found, from.size(), to);
}

/// After a change of the frame or the announcement, what somebody would do to hide it: the hashes
/// in announce.txt and seed.txt are made to fit again.
void patch_hashes(Documents& documents) {
    auto terms = read_announcement(documents["announce.txt"]);
    terms.frame_hash = hash(terms.hash, documents["frame.tsv"]);
    terms.alloc_hash = hash(terms.hash, documents["alloc.tsv"]);
    documents["announce.txt"] = format_announcement(terms);
    auto lines = documents["seed.txt"];
    const std::size_t begin = lines.find("announce=") + 9;
    documents["seed.txt"] = lines.replace(begin, 64, hash(terms.hash, documents["announce.txt"]));
}

struct Mutation {
    const char* name;
    std::function<void(Documents&)> change;
};

const std::vector<Mutation> mutations = {
    {"a row of the frame edited", [](Documents& d) { swap_text(d["frame.tsv"], "V002", "V00X"); }},
    {"a row of the frame dropped",
     [](Documents& d) { swap_text(d["frame.tsv"], "V002\tTA\n", ""); }},
    {"a row doubled, hash new",
     [](Documents& d) {
         swap_text(d["frame.tsv"], "V002\tTA\n", "V002\tTA\nV002\tTA\n");
         patch_hashes(d);
     }},
    {"the allocation", [](Documents& d) { swap_text(d["alloc.tsv"], "TB\t2", "TB\t3"); }},
    {"the announced source",
     [](Documents& d) { swap_text(d["announce.txt"], "kl8-2026314", "kl8-2026316"); }},
    {"the draw's id, seed patched",
     [](Documents& d) {
         swap_text(d["announce.txt"], "TEST-1", "TEST-2");
         patch_hashes(d);
     }},
    {"a reveal edited", [](Documents& d) { swap_text(d["seed.txt"], "1111", "1011"); }},
    {"a reveal invented", [](Documents& d) { swap_text(d["seed.txt"], "absent", number_of('4')); }},
    {"a reveal erased", [](Documents& d) { swap_text(d["seed.txt"], number_of('2'), "absent"); }},
    {"a reveal dropped",
     [](Documents& d) { swap_text(d["seed.txt"], "reveal.telecom=absent\n", ""); }},
    {"the public value edited", [](Documents& d) { swap_text(d["seed.txt"], "79", "80"); }},
    {"the public value doubled",
     [](Documents& d) {
         d["seed.txt"] += "public.kl8-2026314=" + std::string(usual_value) + "\n";
     }},
    {"a unit of the sample swapped",
     [](Documents& d) { swap_text(d["sample.tsv"], "V003", "V001"); }},
    {"the sample reordered",
     [](Documents& d) {
         std::string& text = d["sample.tsv"];
         const std::size_t first = text.find('\n') + 1;
         text = text.substr(first) + text.substr(0, first);
     }},
    {"the sample shortened",
     [](Documents& d) {
         d["sample.tsv"].erase(d["sample.tsv"].rfind('\n', d["sample.tsv"].size() - 2) + 1);
     }},
    {"the nonce", [](Documents& d) { swap_text(d["frame.tsv"], "02a\n", "02b\n"); }},
    {"CRLF", [](Documents& d) {
         for (auto& [file, text] : d)
             for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
                 text.replace(at, 1, "\r\n");
     }}};

Documents protocol_files(const Documents& all) {
    Documents six;
    for (const char* file :
         {"frame.tsv", "alloc.tsv", "announce.txt", "commits.tsv", "seed.txt", "sample.tsv"})
        six[file] = all.at(file);
    return six;
}

TEST(Tampering, X_09_all_seventeen_ways_are_refused_with_and_without_our_own_files) {
    ASSERT_EQ(mutations.size(), 17U);
    for (const HashName name : {HashName::sha256, HashName::sm3})
        for (const bool six : {true, false})
            for (const Mutation& mutation : mutations) {
                const Documents clean = six ? protocol_files(vector_draw(name)) : vector_draw(name);
                ASSERT_FALSE(verify(clean).problem);
                Documents changed = clean;
                mutation.change(changed);
                ASSERT_NE(changed, clean) << mutation.name;
                const auto verdict = verify(changed);
                ASSERT_TRUE(verdict.problem) << mutation.name;
                EXPECT_FALSE(verdict.problem->zh.empty());
                EXPECT_FALSE(verdict.problem->en.empty());
            }
}

TEST(Tampering, X_09_a_thousand_random_byte_edits_are_all_refused) {
    RandomBits random(17);
    Documents clean = vector_draw();
    clean.erase("lists.tsv");  // where the frame came from is not recomputed
    std::vector<std::string> files;
    for (const auto& [file, text] : clean)
        for (std::size_t i = 0; i < text.size(); ++i) files.push_back(file);
    for (int tried = 0; tried < 1000;) {
        Documents changed = clean;
        std::string& text = changed[files[random() % files.size()]];
        text[random() % text.size()] = static_cast<char>(random() % 256);
        if (changed == clean) continue;
        ++tried;
        EXPECT_TRUE(verify(changed).problem);
    }
}

TEST(Tampering, X_09_a_missing_file_is_named) {
    for (const char* file :
         {"frame.tsv", "alloc.tsv", "announce.txt", "commits.tsv", "seed.txt", "sample.tsv"}) {
        Documents documents = vector_draw();
        documents.erase(file);
        const auto verdict = verify(documents);
        ASSERT_TRUE(verdict.problem) << file;
        EXPECT_NE(verdict.problem->en.find(file), std::string::npos) << verdict.problem->en;
    }
}

TEST(Tampering, reveals_called_absent_after_the_public_value_are_seen_by_what_was_frozen) {
    const Documents clean = vector_draw();
    Documents changed = clean;
    // The operator's blind spot: one reveal is dropped and all that follows made to fit.
    swap_text(changed["seed.txt"], number_of('2'), "absent");
    const auto terms = read_announcement(changed["announce.txt"]);
    const Frame frame = read_frame(changed["frame.tsv"]);
    changed["sample.tsv"] = format_sample(
        take_sample(rank_units(terms.hash, hash(terms.hash, changed["seed.txt"]), frame),
                    read_allocations(changed["alloc.tsv"])));
    EXPECT_TRUE(verify(changed).problem);
    for (const char* file : {"reveals.txt", "frozen.txt"}) changed.erase(file);
    const auto blind = verify(changed);
    EXPECT_FALSE(blind.problem);
    EXPECT_NE(blind.frozen_hash, verify(clean).frozen_hash);
    EXPECT_EQ(verify(clean).frozen_hash, hash(terms.hash, document(clean, "frozen.txt")));
}

}  // namespace
}  // namespace draw
