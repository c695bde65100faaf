#pragma once

#include <variant>

#include "commands.hpp"

namespace cli {

/// Reads the words of the command line into `invocation`: what is to be run, or, when help was
/// shown or the words were wrong, the exit code.
std::variant<Run, int> parse(int argc, char** argv, Invocation& invocation);

}  // namespace cli
