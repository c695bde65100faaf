#!/usr/bin/env python3
"""make_files.py FOLDER [NAME…]: writes the hostile files, the same bytes each time, and expected.tsv:
name in hex, `refuse` and pieces of the sentence that must come (any of those between bars) or `read` and the
number of rows, and what is wrong with the file."""
import sys

import texts  # noqa: F401
import vectors  # noqa: F401
import workbooks  # noqa: F401
from corpus import write_all

if __name__ == "__main__":
    sys.dont_write_bytecode = True
    write_all(sys.argv[1], set(sys.argv[2:]))
