#!/usr/bin/env python3
"""pages_test.py WANJIA: makes a demo county and all 32 documents of a month, lets LibreOffice print each,
and compares what stands on the pages with what the program answers. X-13, X-34."""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PERIOD = "2019-06"
OFFICE_SECONDS = 300


def run(*words):
    return subprocess.run(words, check=False, capture_output=True, text=True)


def answer(*words):
    done = run(*words, "--json")
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(words)}: {done.stderr}")
    return json.loads(done.stdout)


def print_pages(files, folder, profile):
    for file in files:
        done = subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf", "--outdir",
             str(folder), str(file)], capture_output=True, text=True, timeout=OFFICE_SECONDS, check=False)
        if not (folder / (file.stem + ".pdf")).exists():
            sys.exit(f"{file.name} does not open: {done.stderr}")


def text_of(pdf):
    return run("pdftotext", "-layout", str(pdf), "-").stdout.replace(" ", "")


def main():
    if os.environ.get("WANJIA_TEST_FULL") != "1":
        sys.exit(77)
    wanjia = sys.argv[1]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data, out, pdfs = folder / "data", folder / "out", folder / "pdf"
        run(wanjia, "demo", "--data", str(data), "--scale", "0.02", "--no-serve")
        made = answer(wanjia, "report", "all", "--data", str(data), "--period", PERIOD, "--out", str(out))
        assert len(made["documents"]) == 32, len(made["documents"])
        again = folder / "again"
        answer(wanjia, "report", "all", "--data", str(data), "--period", PERIOD, "--out", str(again))
        for file in out.iterdir():
            assert file.read_bytes() == (again / file.name).read_bytes(), f"{file.name} differs when made again"
        pdfs.mkdir()
        print_pages(sorted(out.iterdir()), pdfs, folder / "office")
        for pdf in pdfs.iterdir():
            text = text_of(pdf)
            assert text.strip(), f"{pdf.name} is empty"
            assert "{{" not in text, f"{pdf.name} shows a field"
        ranking = next(pdfs.glob("R-27*.pdf"))
        text = text_of(ranking)
        for village in answer(wanjia, "score", "--data", str(data), "huayuan-2019", "--period", PERIOD)["villages"]:
            assert village["display"] in text, f"{village['name']} {village['display']} is not on the page"


if __name__ == "__main__":
    main()
