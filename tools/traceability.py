#!/usr/bin/env python3
"""traceability.py [--check]: writes docs/traceability.md, or with --check says whether it is up to date.

Each requirement id of docs/requirements/*.md with the tests named after it (C_13_… in any test source), the declarations
and programme files that name it, and the commands of docs/requirements/commands.csv; ids without a test are listed. The
same tree always gives the same bytes."""
import csv
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "traceability.md"
PAGES = ["chengkou", "yongchuan", "yunnan", "ganzhou", "huayuan", "common", "readings"]
TEST = re.compile(r"\b(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\(\s*(\w+),\s*(\w+)")
SCRIPT_TEST = re.compile(r"\btest\(\s*['\"]([^'\"]+)['\"]")
NAMED = re.compile(r"([ACGHNXY])_(\d+[a-z]?)_(?:and_)?")
WRITTEN = re.compile(r"\b([ACGHNXY])-(\d+)([a-z]?)(?:…(?:[ACGHNXY]-)?(\d+))?")


def ids_written(text):
    """Ids in a text; C-34…C-37 is four of them."""
    found = set()
    for letter, first, suffix, last in WRITTEN.findall(text):
        found.add(f"{letter}-{first}{suffix}")
        if last:
            found.update(f"{letter}-{n:02d}" for n in range(int(first), int(last) + 1))
    return found


def ids_named(name):
    """Ids a test's name begins with: H_35_and_N_27_what_is_due… has two."""
    found, at = [], 0
    while match := NAMED.match(name, at):
        found.append(f"{match[1]}-{match[2]}")
        at = match.end()
    return found


def order(requirement):
    letter, number, suffix = re.fullmatch(r"([A-Z])-(\d+)([a-z]?)", requirement).groups()
    return letter, int(number), suffix


def read_tests():
    tests = {}
    for path in sorted([*ROOT.glob("src/**/*_test.cpp"), *ROOT.glob("tests/**/*.cpp"), *ROOT.glob("tests/**/*.mjs"),
                        *ROOT.glob("web/tests/**/*.ts"), *ROOT.glob("web/src/**/*.test.*")]):
        if "node_modules" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        names = [name for _, name in TEST.findall(text)] + SCRIPT_TEST.findall(text)
        for name in names:
            for requirement in ids_named(name):
                tests.setdefault(requirement, set()).add((str(path.relative_to(ROOT)), name))
    return tests


def read_files():
    files = {}
    for path in sorted([*ROOT.glob("schema/ledgers/*.yaml"), *ROOT.glob("schema/registers/*.yaml"),
                        *ROOT.glob("programmes/*.yaml")]):
        for requirement in ids_written(path.read_text(encoding="utf-8")):
            files.setdefault(requirement, set()).add(str(path.relative_to(ROOT)))
    return files


def read_commands():
    commands = {}
    with open(ROOT / "docs" / "requirements" / "commands.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            commands.setdefault(row["id"], set()).add(row["command"])
    return commands


def read_page(name):
    """Ids of a page, in order, each once."""
    found = set()
    for line in (ROOT / "docs" / "requirements" / f"{name}.md").read_text(encoding="utf-8").splitlines():
        match = re.match(r"\| ([ACGHNXY]-[^|]+?) \|", line)
        if match:
            found |= ids_written(match[1])
    return sorted(found, key=order)


def cell(items):
    return "<br>".join(f"`{item}`" for item in sorted(items))


def render():
    tests, files, commands = read_tests(), read_files(), read_commands()
    known = {requirement for page in PAGES for requirement in read_page(page)}
    lines = ["# Requirements, and what shows them", "",
             "Written by `tools/traceability.py`; what each id asks stands in [requirements](requirements/README.md).", ""]
    for page in PAGES:
        ids = read_page(page)
        without = [requirement for requirement in ids if requirement not in tests]
        lines += [f"## {page.capitalize()}", "",
                  f"{len(ids) - len(without)} of {len(ids)} ids have a test named after them.", "",
                  "| Id | Tests | Files | Commands |", "|---|---|---|---|"]
        for requirement in ids:
            if requirement in tests:
                names = {name for _, name in tests[requirement]}
                lines.append(f"| {requirement} | {cell(names)} | {cell(files.get(requirement, []))} | "
                             f"{cell(commands.get(requirement, []))} |")
        if without:
            lines += ["", "Without a test of their own: " + ", ".join(
                requirement + (" (" + ", ".join(f"`{file}`" for file in sorted(files[requirement])) + ")"
                               if requirement in files else "") for requirement in without) + "."]
        lines.append("")
    strangers = sorted((set(tests) | set(commands)) - known, key=order)
    if strangers:
        lines += ["## Named by a test or a command but on no page", "", ", ".join(strangers) + ".", ""]
    return "\n".join(lines)


def called_untested():
    """Ids that a page still lists as not tested although a test is named after them."""
    tests = read_tests()
    stale = []
    for page in PAGES:
        text = (ROOT / "docs" / "requirements" / f"{page}.md").read_text(encoding="utf-8")
        rest = text.partition("## Not yet")[2]
        stale += [f"{page}.md: {match}" for match in re.findall(r"^\| (\S+) \|", rest, re.M) if match in tests]
    return stale


def main():
    text = render()
    if "--check" not in sys.argv[1:]:
        OUT.write_text(text, encoding="utf-8")
        return 0
    stale = called_untested()
    if stale:
        print("Has a test, so it belongs among what holds:", ", ".join(stale))
    current = OUT.exists() and OUT.read_text(encoding="utf-8") == text
    if not current:
        print("docs/traceability.md is out of date: run tools/traceability.py and commit the result.")
    return 1 if stale or not current else 0


if __name__ == "__main__":
    sys.exit(main())
