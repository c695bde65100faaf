#!/usr/bin/env python3
"""fuzz_coverage.py [CHANGED]: builds the replay programs with coverage in build/coverage, gives each its stored corpus
and CHANGED inputs made from it (0 unless said), and prints the share of the parsers' lines that ran."""
import glob
import os
import re
import subprocess
import sys

PARSERS = {
    "csv": "ingest/csv ingest/csv_parser ingest/encoding",
    "workbook": "ingest/xlsx ingest/xml ingest/sheet ingest/shared_strings ingest/workbook ingest/merges ingest/parts "
                "ingest/number_text ingest/serial_date",
    "wire": "ingest/wire",
    "import": "ingest/importer ingest/header ingest/row_reader",
    "geometry": "registers/geometry",
    "geojson_scan": "reader/geojson_scan",
    "declaration": "registers/declaration_file",
    "region, value": "registers/region registers/value",
    "trail": "trail/chain",
    "checkpoint": "trail/checkpoint trail/key",
    "annex": "annex/listed_villages annex/village_names annex/print",
    "expression": "programme/expression programme/tokens programme/expression_terms programme/expression_match",
    "programme": "programme/check_programme programme/read_indicators programme/read_measure programme/read_scorecard "
                 "programme/yaml_document programme/period",
}


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def covered(objects):
    """Share and number of lines of each source, by its path below src without its ending."""
    lines = {}
    for data in objects:
        text = subprocess.run(["gcov", "-n", data], capture_output=True, text=True, check=True).stdout
        for path, share, count in re.findall(r"File '(?:[^']*/)?src/([^']*)\.cpp'\nLines executed:([\d.]+)% of (\d+)", text):
            lines[path] = (float(share), int(count))
    return lines


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    changed = sys.argv[1] if len(sys.argv) > 1 else "0"
    targets = re.findall(r"add_fuzz_target\((\w+) ", open("fuzz/CMakeLists.txt", encoding="utf-8").read())
    run("cmake", "-S", ".", "-B", "build/coverage", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
        "-DCMAKE_CXX_FLAGS_DEBUG=-O0 -g1", "-DCMAKE_CXX_FLAGS=--coverage")
    run("cmake", "--build", "build/coverage", "-j1", "--target", *[f"{target}_smoke" for target in targets])
    for old in glob.glob("build/coverage/**/*.gcda", recursive=True):
        os.remove(old)
    for target in targets:
        run(f"build/coverage/{target}_smoke", changed, f"fuzz/corpus/{target}")
    lines = covered(glob.glob("build/coverage/**/*.gcda", recursive=True))
    for parser, sources in PARSERS.items():
        found = [lines[source] for source in sources.split()]
        total = sum(count for _, count in found)
        print(f"{parser:14} {sum(share * count for share, count in found) / total:5.1f} % of {total} lines")


if __name__ == "__main__":
    main()
