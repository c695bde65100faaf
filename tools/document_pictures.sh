#!/bin/sh
# Pictures of four documents of the demo county for the READMEs: tools/document_pictures.sh [program]
set -eu
cd "$(dirname "$0")/.."
program=${1:-build/dev/wanjia}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" demo --data "$work/data" --scale 0.05 --no-serve >/dev/null
for each in R-27:2019-06:2 R-28:2019-06:1 R-29:2019-06:1 R-18:2020-06:1; do
    name=${each%%:*} rest=${each#*:}
    period=${rest%:*} page=${rest#*:}
    # 1: done with findings, such as a programme that has no data there
    "$program" report "$name" --data "$work/data" --period "$period" --out "$work/$name" >/dev/null || [ $? -eq 1 ]
    HOME="$work" soffice --headless --convert-to pdf --outdir "$work/$name" "$work/$name"/R-* >/dev/null
    pdftoppm -r 60 -f "$page" -l "$page" -singlefile -png "$work/$name"/*.pdf "docs/pictures/document-$name"
done
