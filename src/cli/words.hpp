#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "parser.hpp"

namespace cli {

/// What a group of words is added to: the whole command line, where values go, and how a command
/// with --json and the place of the data is made.
struct Words {
    CLI::App& top;
    Invocation& in;
    Run& run;  ///< what a command without them leaves to be run
    std::function<CLI::App&(CLI::App& parent, const char* name, const char* help, Run what)>
        command;
};

int run_report(Invocation& invocation);
int run_document_list(Invocation& invocation);
int run_document_figures(Invocation& invocation);
int run_document_issues(Invocation& invocation);
int run_document_approve(Invocation& invocation);
int run_document_changes(Invocation& invocation);
int run_document_template(Invocation& invocation);

/// What `operation` says when figures are to be frozen before the file is written.
inline constexpr const char* freeze_first = "freeze";

/// `report` and `document` (document_words.cpp).
void add_document_words(const Words& words);
/// `bulletin` (bulletin_command.cpp).
void add_bulletin_words(const Words& words);
/// `messages` (message_commands.cpp).
void add_message_words(const Words& words);
/// `unit-file` (unit_file_command.cpp).
void add_unit_file_words(const Words& words);
/// `suspicion look, list, rules` (suspicion_command.cpp).
void add_suspicion_words(const Words& words);
/// `visits`, `route-sheet`, `findings` (visit_command.cpp).
void add_visit_words(const Words& words);
/// Options that say whose open sheets a package is to hold.
void add_team_words(CLI::App& command, Invocation& invocation);

}  // namespace cli
