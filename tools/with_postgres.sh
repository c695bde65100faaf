#!/bin/sh
# with_postgres.sh COMMAND…: runs COMMAND beside a PostgreSQL server of its own, on a Unix socket in a
# temporary folder, with WANJIA_TEST_POSTGRES as its address; the server goes when COMMAND ends.
# PostgreSQL refuses to run as root: then the account `postgres`, which its package makes, runs it.
set -eu
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] || { echo "with_postgres.sh: PostgreSQL is not installed" >&2; exit 2; }
# Memory instead of a disk where there is room: the tests that ask for durability cut the power themselves.
# WANJIA_POSTGRES_PLACE names another place, such as a real disk for measuring.
free_kib=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
place=/tmp
[ "${free_kib:-0}" -gt 1000000 ] && place=/dev/shm
place=${WANJIA_POSTGRES_PLACE:-$place}
folder=$(mktemp -d "$place/wanjia_postgres_XXXXXX")
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as() { setpriv --reuid postgres --regid postgres --clear-groups env HOME="$folder" "$@"; }
else
    as() { "$@"; }
fi
stop() {
    as "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM
cd "$folder"
as "$programs/initdb" -D "$folder/data" -U wanjia -A trust -E UTF8 --locale=C.UTF-8 >"$folder/log" 2>&1 ||
    { cat "$folder/log" >&2; exit 2; }
as "$programs/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w \
    -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c max_connections=100" start >/dev/null ||
    { cat "$folder/server.log" >&2; exit 2; }
as "$programs/createdb" -h "$folder" -U wanjia wanjia
export WANJIA_TEST_POSTGRES="postgres:///wanjia?host=$folder&user=wanjia"
export WANJIA_TEST_POSTGRES_DATA="$folder/data"
cd - >/dev/null
"$@"
