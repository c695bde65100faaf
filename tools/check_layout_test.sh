#!/bin/sh
# Every rule of check_layout.sh finds an offence planted for it, and only that; a clean tree passes.
set -u
tools=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT || exit 2
failed=0

clean_tree() {
    rm -rf "$work/tree" && mkdir -p "$work/tree/src/base/include/base" "$work/tree/src/app" "$work/tree/src/store" \
        "$work/tree/src/report"
    cp "$tools/../.clang-format" "$work/tree/"
    printf '#pragma once\n\nint one();\n' >"$work/tree/src/base/include/base/one.hpp"
    printf '#include "base/one.hpp"\n' >"$work/tree/src/app/one.cpp"
}
check() { sh "$tools/check_layout.sh" "$work/tree" >"$work/said" 2>&1; }
allowed() { # FILE TEXT
    clean_tree; printf "$2\n" >"$work/tree/src/$1"
    check || { failed=1; echo "allowed, but refused: $1: $2"; cat "$work/said"; }
}
refused() { # FILE TEXT SENTENCE
    clean_tree; printf "$2\n" >"$work/tree/src/$1"
    check && { failed=1; echo "not refused: $1: $2"; }
    [ "$(grep -c "$3" "$work/said")" = 1 ] && [ "$(wc -l <"$work/said")" = 1 ] ||
        { failed=1; echo "for $1 '$3' was expected once and alone, but:"; cat "$work/said"; }
}

allowed app/one.cpp '#include "base/one.hpp"'
refused app/one.cpp '#include "../base/one.hpp"' 'includes by ../'
refused app/one.cpp 'const char* text = "SELECT a FROM b";' 'SQL outside'
refused app/one.cpp 'const char* text = "INSERT INTO b";' 'SQL outside'
refused app/one.cpp 'const char* text = "UPDATE b SET c";' 'SQL outside'
refused app/one.cpp 'const char* text = "DELETE FROM b";' 'SQL outside'
allowed store/one.cpp 'const char* text = "SELECT a FROM b";'
allowed app/one_test.cpp 'const char* text = "SELECT a FROM b";'
refused app/one.cpp 'std::random_device chance;' 'clock or chance'
refused app/one.cpp 'auto now = std::chrono::system_clock::now();' 'clock or chance'
refused app/one.cpp 'auto now = std::time(nullptr);' 'clock or chance'
refused app/one.cpp 'auto now = std::rand();' 'clock or chance'
allowed base/one.cpp 'auto now = std::chrono::system_clock::now();'
refused app/one.cpp 'std::ofstream file;' 'writes files'
refused app/one.cpp 'auto file = std::fopen("a", "w");' 'writes files'
allowed app/one.cpp 'auto file = zip_fopen(archive);'
allowed report/one.cpp 'std::ofstream file;'
allowed app/one.cpp "$(yes '// line' | head -n 450)"
refused app/one.cpp "$(yes '// line' | head -n 451)" 'over 450 lines'
refused app/one.cpp '// TO''DO: more' 'unfinished'
refused app/one.cpp '// FIX''ME' 'unfinished'
refused app/CMakeLists.txt 'if(a)\n\tb()\nendif()' 'tab'
refused base/include/base/one.hpp '#pragma once\n\nstd::string one();' 'does not compile alone'
if command -v clang-format-19 >/dev/null; then refused app/one.cpp 'int  one;' 'clang-format'; fi
exit $failed
