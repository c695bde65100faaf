#!/bin/sh
# verify-draw.sh DIR: succeeds when the sample in DIR is the one that its announcement, frame and
# seed force (VRS-1). It cannot see reveals that were called absent too late: ask the trail.
set -u; export LC_ALL=C
refuse() { echo "REFUSED: $1" >&2; exit 1; }
cd "${1:-/nowhere}" || refuse "usage: sh verify-draw.sh DIR"
w=$(mktemp -d) && trap 'rm -rf "$w"' EXIT || exit 1
for f in frame.tsv alloc.tsv announce.txt commits.tsv seed.txt sample.tsv; do
    [ -f $f ] && [ "$({ tr -d '\t\n\40-\176' <$f; tail -c 1 $f | tr -d '\n'; grep -n ' $' $f; } | wc -c)" = 0 ] || refuse "$f is missing, or not plain lines"; done
get() { sed -n "s/^$1=//p" announce.txt; }
h() { openssl dgst -"$(get hash)" -r | cut -c 1-64; }
[ "$(cut -d = -f 1 announce.txt | tr '\n' ' ')" = "protocol draw_id hash frame_hash frame_count alloc_hash parties public public_fallback commit_by reveal_by public_at seal_until " ] || refuse "announce.txt has other lines"
[ "$(get protocol)" = VRS-1 ] && { [ "$(get hash)" = sha256 ] || [ "$(get hash)" = sm3 ]; } || refuse "another protocol or hash"
[ "$(h <frame.tsv)" = "$(get frame_hash)" ] && [ "$(h <alloc.tsv)" = "$(get alloc_hash)" ] || refuse "not the frame or allocation that was announced"
id='[0-9A-Za-z._-]+'; tab=$(printf '\t')
sed 1d frame.tsv >"$w/units"; head -n 1 frame.tsv | grep -Eqx '#nonce=[0-9a-f]{64}' && ! grep -Evqx "$id$tab$id" "$w/units" && ! grep -Evqx "$id$tab[0-9]+" alloc.tsv &&
    cut -f 1 "$w/units" | sort -cu && cut -f 1 alloc.tsv | sort -cu && [ "$(wc -l <"$w/units")" = "$(get frame_count)" ] || refuse "frame.tsv or alloc.tsv is out of form or order"
A=$(h <announce.txt); for p in $(get parties | tr , ' '); do
    r=$(awk -F = -v p="reveal.$p" '$1 == p { print $2 }' seed.txt); c=$(awk -F '\t' -v p="$p" '$1 == p { print $2 }' commits.tsv)
    [ "$r" = absent ] || { echo "$r" | grep -Eqx '[0-9a-f]{64}' && [ "$(printf 'VRS-1/commit\n%s\n%s\n%s\n' "$A" "$p" "$r" | h)" = "$c" ]; } || refuse "$p revealed another number"
    echo "reveal.$p=$r" >>"$w/reveals"; done
{ printf 'VRS-1/seed\nannounce=%s\n' "$A"; cat "$w/reveals"; tail -n 1 seed.txt; } | cmp -s - seed.txt && [ "$(grep -c '^public\.' seed.txt)" = 1 ] || refuse "seed.txt has other lines"
n=$(tail -n 1 seed.txt); n=${n#public.}; [ "${n%%=*}" = "$(get public)" ] || [ "${n%%=*}" = "$(get public_fallback)" ] || refuse "another public value was announced"
S=$(h <seed.txt); nonce=$(head -n 1 frame.tsv | cut -c 8-)
(cd "$w" && awk -F '\t' -v s="$S,$nonce," '{ f = "u" NR; printf "%s%s", s, $1 >f; close(f); print f }' units | xargs -n 999 openssl dgst -"$(cd "$OLDPWD"; get hash)" -r | cut -c 1-64 | paste units -) |
    sort -t "$tab" -k 2,2 -k 3,3 -k 1,1 | awk -F '\t' 'NR == FNR { n[$1] = $2; next } { if (++k[$2] <= n[$2] + 0) print $2 "\t" k[$2] "\t" $1 "\t" $3 }' alloc.tsv - | cmp -s - sample.tsv || refuse "the sample is another"
