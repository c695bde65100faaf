#!/bin/sh
# run.sh BUILD-FOLDER [SCALE]: runs the benchmarks and keeps the table in bench/results, named by day
# and commit, with the machine it was measured on.
set -eu
build=$(cd "$1" && pwd)
scale=${2:-1}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain --untracked-files=no 2>/dev/null)" ] || commit=$commit-changed
mkdir -p bench/results
result=bench/results/$(date -u +%Y-%m-%d)-$commit.md
WANJIA_POSTGRES_PLACE=${TMPDIR:-/tmp} tools/with_postgres.sh "$build/wanjia_bench" "$work/county" "$scale" "$build/bench.json" >"$work/table"
{
    echo "# Benchmarks, $(date -u +%Y-%m-%d), commit $commit, scale $scale"
    echo
    echo "$(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $(sqlite3 --version | cut -d ' ' -f 1 | sed 's/^/sqlite3 /'), $(psql --version | cut -d ' ' -f 2,3)."
    echo "Load while measuring: $(cut -d ' ' -f 1-3 /proc/loadavg)."
    echo
    cat "$work/table"
} >"$work/result"
mv "$work/result" "$result"
cat "$result"
echo "JSON: $build/bench.json, kept: $result" >&2
