#!/bin/sh
# format.sh [FILE…]: writes the files, or all sources, as .clang-format has them.
set -eu
cd "$(dirname "$0")/.."
if [ $# -gt 0 ]; then clang-format-19 -i "$@"; else
    find src bench \( -name '*.cpp' -o -name '*.hpp' \) -exec clang-format-19 -i {} +
fi
