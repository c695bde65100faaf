#!/usr/bin/env python3
"""rows_test.py WANJIA: for the demo county each of the 32 documents has rows, no list of any is empty, every number
in a ledger's table stands in the file that is made, and the figures are those of the database as `wanjia export`
gives it. X-13, X-34."""
import csv
import html
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

# When what a document speaks of took place; all others: 2020-06.
PERIODS = {**{f"R-{n:02d}": "2021-11" for n in range(9, 16)}, "R-27": "2019-06", "R-28": "2019-06", "R-29": "2019-06"}
# Tables in which every row stands with its number.
NUMBERED = {("R-01", "cases"), ("R-03", "batches"), ("R-04", "months"), ("R-05", "projects"), ("R-06", "tasks"),
            ("R-09", "projects"), ("R-10", "notices"), ("R-11", "crossings"), ("R-14", "matters"), ("R-16", "tasks"), ("R-19", "checks"),
            ("R-20", "issues"), ("R-24", "issues"), ("R-25", "visits"), ("R-26", "cases"), ("R-28", "awards"),
            ("R-31", "slips")}


def answer(*words):
    done = subprocess.run([str(word) for word in words] + ["--json"], check=False, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{words}: {done.stderr}")
    return json.loads(done.stdout)

def text_of(file):
    """All that stands in a Word or Excel file, without its marks."""
    with zipfile.ZipFile(file) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist()
                 if re.search(r"word/document|xl/(sharedStrings|worksheets/)", name)]
    return html.unescape(re.sub("<[^>]*>", "\n", "".join(parts)))

def exported(wanjia, data, register, folder):
    file = folder / f"{register}.csv"
    if not file.exists():
        answer(wanjia, "export", register, file, "--data", data)
    with open(file, encoding="utf-8-sig") as rows:
        return list(csv.DictReader(rows))

def main():
    wanjia = sys.argv[1]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = folder / "data"
        answer(wanjia, "demo", "--data", data, "--scale", "0.02", "--no-serve")
        for number in range(1, 33):
            check(wanjia, data, folder, f"R-{number:02d}")
        check_findings(wanjia, data)
        check_awards(wanjia, data, folder)

def check(wanjia, data, folder, name):
    period = PERIODS.get(name, "2020-06")
    figures = answer(wanjia, "document", "figures", name, "--data", data, "--period", period)
    lists = {key: value for key, value in figures.items() if isinstance(value, list) and key != "notes"}
    for key, rows in lists.items():
        assert rows, f"{name} {period}: {key} has no rows"
    drawn = figures.get("map", {})
    assert any(lists.values()) or drawn.get("places"), f"{name} {period} holds nothing"
    made = answer(wanjia, "report", name, "--data", data, "--period", period, "--out", folder / "out")
    (file,) = [one["file"] for one in made["documents"]]
    text = text_of(folder / "out" / file)
    for key, rows in lists.items():
        for row in rows if (name, key) in NUMBERED else []:
            assert row["number"] in text, f"{name}: {key} {row['number']} is not in {file}"
    for draw in lists.get("draws", []):
        check_draw(draw, text)
    for slip in lists.get("slips", []):
        assert not re.fullmatch(r"[0-9]*", slip["entry_title"] or "没有标题"), f"{slip['number']} does not say what it is about"
    if name == "R-20":
        check_compared(lists["compared"])
    count_rows(wanjia, data, folder, name, lists)

# Tables that show a whole register or ledger of one place: where it lies, and which of its rows count nowhere.
WHOLE = {("R-01", "cases"): ("no_power_case", "500229"), ("R-03", "batches"): ("protector_batch", "500229"), ("R-04", "roster"): ("patrol_post", "500229"),
         ("R-05", "rows"): ("works_quantity", "500229"), ("R-10", "areas"): ("hazard_survey", "500118901"),
         ("R-11", "crossings"): ("crossing", "500118901"), ("R-13", "people"): ("coordinator", "500118901"),
         ("R-17", "letters"): ("grid_unit", "53"), ("R-23", "villages"): ("listed_village", "3607"),
         ("R-25", "assignments"): ("supervision_assignment", "3607"), ("R-26", "cases"): ("accountability", "")}

def check_draw(draw, text):
    """It comes out as it says, and every unit is told by its name."""
    assert draw["problem"] is None and draw["seed"] in text, draw
    assert sum(len(stratum["units"]) for stratum in draw["strata"]) == draw["sampled"], draw
    for stratum in draw["strata"]:
        for words in [stratum["name"], *stratum["units"], *stratum["replaced"]]:
            assert words in text and not re.fullmatch(r"[0-9.]+|YN.*", words), words

def check_compared(lines):
    """What twelve counties reported is counted in all of them."""
    totals = {line["label"]: line for line in lines if line["is_total"]}
    assert totals["户通电"]["reported"] == "192/192", totals["户通电"]
    assert totals["户保安装"]["reported"] == "189/192", totals["户保安装"]
    assert totals["光伏收益按时到账（计量为结算）"]["inspected"] == "22/24", totals
    assert {line["unit"] for line in lines if line["label"].startswith("光伏")} == {"丽江供电局", "西双版纳供电局", "合计"}

def check_findings(wanjia, data):
    """What the sheets of the round found stands in the ledger of issues already."""
    known = [answer(wanjia, "findings", "--data", data, "--draw", draw) for draw in ("YN-2020-06", "YN-2020-06-H")]
    assert [one["opened"] for one in known] == [0, 0], known
    assert [one["known"] for one in known] == [6, 3], known

def check_awards(wanjia, data, folder):
    """Each plaque bears the points of its month, and nobody has one without having passed."""
    awards = exported(wanjia, data, "award", folder)
    for period in ("2019-03", "2019-06"):
        scores = answer(wanjia, "score", "--data", data, "huayuan-2019", "--period", period)["villages"]
        passed = {village["region"]: village["display"] for village in scores if village["passed"]}
        rows = {row["区划代码"]: row for row in awards if row["计分期"] == period}
        assert rows and set(rows) <= set(passed), (period, rows, passed)
        for region, row in rows.items():
            assert f"{float(row['得分']):.2f}" == passed[region], (row, passed[region])

def count_rows(wanjia, data, folder, name, lists):
    for key, rows in lists.items():
        if not WHOLE.get((name, key)):
            continue
        register, place = WHOLE[name, key]
        here = [row for row in exported(wanjia, data, register, folder) if next(v for k, v in row.items() if "代码" in k or "县（区）" in k).startswith(place)]
        assert len(rows) == len(here) > 0, f"{name}: {key} has {len(rows)} rows, the register {len(here)}"

if __name__ == "__main__":
    main()
