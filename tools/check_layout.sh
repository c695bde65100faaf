#!/bin/sh
# check_layout.sh [ROOT]: the rules of the source tree that no compiler checks. Names every offence
# as `file:line: what` and fails when there is one. Part of the test run.
set -u
export LC_ALL=C
root=${1:-$(dirname "$0")/..}
cd "$root" || exit 2
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT || exit 2

sources() { find src bench -name '*.cpp' -o -name '*.hpp' 2>/dev/null | sort; }
product() { sources | grep '^src/' | grep -v -e '_test\.cpp$' -e 'for_tests\.hpp$'; }
outside() { grep -v -E "^src/($1)/"; }
# find_in PATTERN SENTENCE: files come on standard input.
find_in() { tr '\n' '\0' | xargs -0 -r grep -nHE -e "$1" | sed -E "s|^([^:]*:[0-9]+):.*|\1: $2|"; }

upward_includes() { sources | find_in '#include "\.\./' 'includes by ../; name the module'; }
sql() {
    product | outside store |
        find_in 'SELECT .* FROM|INSERT INTO|UPDATE .* SET|DELETE FROM' 'SQL outside src/store'
}
clock_and_chance() {
    product | outside base |
        find_in 'random_device|system_clock::now|[^_a-z](time|rand|srand)\((nullptr|NULL|0|)\)' \
            'reads the clock or chance past base/environment.hpp'
}
file_writing() {
    product | outside 'base|report|demo|store|ingest' |
        find_in '[^_a-z](ofstream|fopen)[^_a-z]' 'writes files past base/files.hpp'
}
long_files() { sources | while read -r f; do awk -v f="$f" 'END { if (NR > 450) print f ":" NR ": over 450 lines" }' "$f"; done; }
unfinished() {
    { sources; find cmake schema programmes docs tools web/src -type f \( -name '*.cmake' -o -name '*.yaml' \
        -o -name '*.md' -o -name '*.sh' -o -name '*.ts' -o -name '*.vue' \) 2>/dev/null; } |
        find_in '(^|[^A-Za-z])(TO[D]O|FIX[M]E)([^A-Za-z]|$)' 'unfinished work'
}
tabs() {
    { sources; find src cmake schema programmes -name '*.cmake' -o -name 'CMakeLists.txt' -o -name '*.yaml' -o -name '*.sql'; } 2>/dev/null |
        sort -u | find_in "$(printf '\t')" 'tab'
}
formatting() {
    command -v clang-format-19 >/dev/null || return 0
    sources | tr '\n' '\0' | xargs -0 -r clang-format-19 --dry-run 2>&1 |
        sed -n -E 's|^([^:]*:[0-9]+):.*clang-format-violations.*|\1: not as clang-format writes it|p' |
        sort -u -t : -k 1,1
}
# Each public header is compiled as if it were a source; ccache makes a second run nearly free.
lone_headers() {
    folders=$(for f in src/*/include; do [ -d "$f" ] && printf ' -I%s' "$f"; done)
    find src -path '*/include/*' -name '*.hpp' | sort | while read -r header; do
        # shellcheck disable=SC2086
        $(command -v ccache) "${CXX:-g++}" -std=c++20 -w $folders -x c++ -c "$header" -o "$work/alone.o" 2>"$work/why" ||
            echo "$header:1: does not compile alone: $(grep -m 1 'error' "$work/why")"
    done
}

for rule in upward_includes sql clock_and_chance file_writing long_files unfinished tabs formatting lone_headers; do
    $rule
done >"$work/offences"
cat "$work/offences"
[ ! -s "$work/offences" ]
