#!/usr/bin/env python3
"""round_trip_test.py WANJIA: an empty form goes out, is filled in and saved by LibreOffice, and comes back:
every value arrives as it was typed. Skipped where there is no LibreOffice. X-14, X-28."""
import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

LEDGER = "no_power_case"
OFFICE_SECONDS = 120
SKIPPED = 77
# What a clerk types, by the form's own heads; dates and numbers as the office program keeps them.
TYPED = {"发现日期": ("date", "2020-06-05"), "发现时间": ("string", "2020-06-05 14:30"), "户主": ("string", "向某某"),
         "联系电话": ("string", "013900000001"), "家庭人口": ("float", "4"), "无电原因": ("string", "新分户"),
         "地址": ("string", "三组 “老屋场”，<桥头>")}


def run(*words):
    done = subprocess.run([str(word) for word in words], check=False, capture_output=True, text=True,
                          timeout=OFFICE_SECONDS)
    if done.returncode not in (0, 1):
        sys.exit(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout


def convert(file, kind, folder):
    run("soffice", f"-env:UserInstallation=file://{folder / 'office'}", "--headless", "--convert-to", kind, "--outdir",
        folder, file)
    made = folder / f"{file.stem}.{kind}"
    assert made.exists(), f"{file.name} does not become {kind}"
    return made


DATE_STYLE = ('<number:date-style style:name="Day"><number:year number:style="long"/><number:text>/</number:text>'
              '<number:month/><number:text>/</number:text><number:day/></number:date-style>'
              '<style:style style:name="DayCell" style:family="table-cell" style:data-style-name="Day"/>')


def cell_of(kind, value):
    attribute = {"date": f' table:style-name="DayCell" office:date-value="{value}"',
                 "float": f' office:value="{value}"'}.get(kind, "")
    return (f'<table:table-cell office:value-type="{kind}" calcext:value-type="{kind}"{attribute}>'
            f"<text:p>{escape(value)}</text:p></table:table-cell>")


def fill(sheet, typed):
    """Writes one row below the heads of the first table of a flat OpenDocument sheet."""
    text = sheet.read_text()
    end = text.index("</table:table-header-rows>") + len("</table:table-header-rows>")
    heads_at = text.index("<table:table-header-rows>")
    heads_text = re.sub(r"<office:annotation.*?</office:annotation>", "", text[heads_at:end], flags=re.S)
    heads = re.findall(r"<text:p>(.*?)</text:p>", heads_text)
    assert set(typed) <= set(heads), set(typed) - set(heads)
    cells = "".join(cell_of(*typed[head]) if head in typed else "<table:table-cell/>" for head in heads)
    text = text[:end] + f"<table:table-row>{cells}</table:table-row>" + text[end:]
    sheet.write_text(text.replace("</office:automatic-styles>", DATE_STYLE + "</office:automatic-styles>", 1))


def main():
    if shutil.which("soffice") is None:
        print("skipped: there is no LibreOffice (soffice) on this machine to fill in the form with")
        sys.exit(SKIPPED)
    wanjia = sys.argv[1]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = folder / "data"
        run(wanjia, "demo", "--data", data, "--scale", "0.02", "--county-only", "--no-serve")
        run(wanjia, "export", "village", folder / "village.csv", "--data", data)
        with open(folder / "village.csv", encoding="utf-8-sig") as file:
            village = next(row[0] for row in csv.reader(file) if re.fullmatch(r"\d{12}", row[0]))
        run(wanjia, "package", "form", LEDGER, "--data", data, "--out", folder / "form.xlsx")
        sheet = convert(folder / "form.xlsx", "fods", folder)
        fill(sheet, {**TYPED, "区划代码": ("string", village)})
        filled = convert(sheet, "xlsx", folder)
        taken = run(wanjia, "package", "take", filled, "--ledger", LEDGER, "--data", data, "--json")
        entries = json.loads(run(wanjia, "entry", "list", LEDGER, "--data", data, "--json"))
        rows = entries["entries"]
        assert len(rows) == 1, taken
        values = rows[0]["values"]
        kept = {name: values[name] for name in ("region", "found_on", "found_at", "members", "cause")}
        assert kept == {"region": village, "found_on": "2020-06-05", "found_at": "2020-06-05T14:30", "members": "4",
                        "cause": "split"}, kept
        # Personal values are masked in the list: the whole ones are found.
        for field, head in (("phone", "联系电话"), ("head", "户主")):
            found = json.loads(run(wanjia, "find", LEDGER, field, TYPED[head][1], "--reason", "核对回收的表", "--data", data,
                                   "--json"))
            assert found["total"] == 1, f"{head}: {found}"
        again = json.loads(run(wanjia, "package", "take", filled, "--ledger", LEDGER, "--data", data, "--json"))
        assert (again["added"], again["known"]) == (0, 1), again


if __name__ == "__main__":
    main()
