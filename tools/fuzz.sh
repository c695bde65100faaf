#!/bin/sh
# fuzz.sh [EXECUTIONS [TARGET…]]: builds the libFuzzer targets with address and undefined-behaviour
# checks and gives each so many inputs (1,000,000 unless said), one after the other on one core. One
# line a target: executions, executions in a second of processor time, peak memory, what was found. Inputs that break
# a parser are left in build/fuzz/found; each belongs into fuzz/corpus once the parser is mended.
# FUZZ_JOBS is how many compilers run at once (1).
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 2
executions=${1:-1000000}
[ $# -gt 0 ] && shift
targets=${*:-$(sed -n 's/.*add_fuzz_target(\([a-z_]*\) .*/\1/p' fuzz/CMakeLists.txt | sort)}

# libstdc++ 12 calls a function of its own that clang 19 reports as deprecated.
cmake --preset fuzz -DCMAKE_CXX_FLAGS=-Wno-deprecated-declarations >/dev/null || exit 2
programs=$(for target in $targets; do printf '%s_fuzz ' "$target"; done)
# shellcheck disable=SC2086
cmake --build build/fuzz -j"${FUZZ_JOBS:-1}" --target $programs >build/fuzz/build.log ||
    { tail -20 build/fuzz/build.log; exit 2; }

# Sets `spent` to the processor time of all programs run so far, in hundredths of a second. (Not for
# $(…), which would count its own shell.)
take_time() {
    times >build/fuzz/times
    spent=$(sed -n '2s/[ms.]/ /gp' build/fuzz/times |
        awk '{ print ($1 * 60 + $2 + $4 * 60 + $5) * 100 + substr($3, 1, 2) + substr($6, 1, 2) }')
}

# Few frames of each allocation are kept, and little of what was freed: else what a million inputs nest
# differently, and 256 MB of what they gave back, count as memory of the one that comes last.
ASAN_OPTIONS=malloc_context_size=4:quarantine_size_mb=16${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export ASAN_OPTIONS

failed=0
mkdir -p build/fuzz/found
printf '%-16s %10s %8s %9s  %s\n' target executions 'a second' 'peak MiB' result
for target in $targets; do
    work=build/fuzz/corpus/$target
    mkdir -p "$work"
    result='nothing found'
    take_time
    before=$spent
    build/fuzz/"${target}"_fuzz -runs="$executions" -max_len=4096 -timeout=1 -rss_limit_mb=512 -seed=20 \
        -artifact_prefix=build/fuzz/found/"$target"- -print_final_stats=1 \
        "$work" fuzz/corpus/"$target" >build/fuzz/"$target".log 2>&1 ||
        { failed=1; result="FAILED, see build/fuzz/$target.log"; }
    stat() { sed -n "s/^stat::$1: *//p" build/fuzz/"$target".log; }
    take_time
    count=$(stat number_of_executed_units)
    hundredths=$((spent - before))
    printf '%-16s %10s %8s %9s  %s\n' "$target" "$count" $((count * 100 / (hundredths > 0 ? hundredths : 1))) \
        "$(stat peak_rss_mb)" "$result"
done
exit $failed
