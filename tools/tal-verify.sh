#!/bin/sh
# tal-verify.sh LOG CHECKPOINT KEYDIR K: succeeds when CHECKPOINT bears the signature of its log
# (KEYDIR/ORIGIN.pub) and of K witnesses (the other keys), and LOG is the log that they signed.
set -u; export LC_ALL=C
refuse() { echo "REFUSED: $1" >&2; exit 1; }
[ $# = 4 ] && [ -r "$1" ] && [ "$4" -ge 0 ] || refuse "usage: sh tal-verify.sh LOG CHECKPOINT KEYDIR K"
w=$(mktemp -d) && trap 'rm -rf "$w"' EXIT || exit 1
sed '/^$/,$d' "$2" >"$w/body"; sed '1,/^$/d' "$2" >"$w/notes"
{ read -r origin; read -r size; read -r root; read -r label chain; } <"$w/body"
[ "$label" = chain ] && [ "$size" -ge 0 ] || refuse "not a checkpoint"
signed_by() { # KEYFILE NAME TYPE: has the body a signature by this key, and none that fails?
    id=$({ printf "%s\n\\$3" "$2"; openssl pkey -pubin -in "$1" -outform DER | tail -c 32; } | sha256sum | cut -c 1-8)
    found=1; for line in $(awk -v n="$2" '$1 == "—" && $2 == n { print $3 }' "$w/notes"); do
        echo "$line" | base64 -d >"$w/raw" && [ "$(od -An -tx1 -N 4 "$w/raw" | tr -d ' ')" = "$id" ] || continue
        time=$(od -An -tu1 -j 4 -N 8 "$w/raw" | awk '{ for (i = 1; i < 9; i++) t = t * 256 + $i; printf "%.0f", t }')
        { [ "$3" = 1 ] || printf 'cosignature/v1\ntime %s\n' "$time"; cat "$w/body"; } >"$w/said"
        tail -c +$(($3 == 1 ? 5 : 13)) "$w/raw" >"$w/sig"
        openssl pkeyutl -verify -pubin -inkey "$1" -rawin -in "$w/said" -sigfile "$w/sig" >/dev/null 2>&1 && found=0 || return 1
    done; return $found; }
signed_by "$3/$origin.pub" "$origin" 1 || refuse "no valid signature of the log $origin"
k=0; for key in "$3"/*.pub; do name=$(basename "$key" .pub)
    [ "$name" = "$origin" ] || ! signed_by "$key" "$name" 4 || k=$((k + 1)); done
[ $k -ge "$4" ] || refuse "$k witnesses signed, $4 are needed"
[ "$({ tr -d '\t\n\40-\377' <"$1"; tail -c 1 "$1" | tr -d '\n'; } | wc -c)" = 0 ] || refuse "stray bytes, or no line feed at the end"
{ printf 'TAL-1/genesis\n%s\n' "$origin" | sha256sum; (cd "$w" && awk '{ f = "l" NR; printf "%s", $0 >f; close(f); print f }' |
    xargs -r -n 999 sh -c 'sha256sum "$@" && rm "$@"' -) <"$1"; } | awk '{ print NR "\t" $1 }' >"$w/wanted"
cut -f 1,2 "$1" >"$w/found"; lines=$(wc -l <"$w/found"); [ "$lines" -ge "$size" ] || refuse "fewer than $size entries"
head -n "$lines" "$w/wanted" | cmp -s - "$w/found" || refuse "the chain is broken"
[ "$(awk -v n="$size" 'NR == n + 1 { print $2 }' "$w/wanted")" = "$chain" ] || refuse "not the log that was signed"
