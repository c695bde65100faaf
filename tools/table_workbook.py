#!/usr/bin/env python3
"""Makes a printed table a workbook, cell for cell.

    tools/table_workbook.py TABLE.csv WORKBOOK.xlsx

The csv holds one printed row a line. A row with text in its first cell alone is a heading and is
merged over the width; a header row that comes again starts a new printed page. Whole numbers become
number cells, everything else text with its spaces and punctuation as it stands. The same table gives
the same bytes. Needs only the standard library.
"""
import csv
import sys
import zipfile
from xml.sax.saxutils import escape

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
HEADING, HEADER, BODY = 1, 2, 3
WIDTHS = (8, 16, 12, 60, 40)  # of the columns, in half-width characters


def cell(row, column, text, style, strings):
    reference = f'r="{chr(ord("A") + column)}{row}" s="{style}"'
    if not text:
        return f"<c {reference}/>"
    if text.isascii() and text.isdigit():
        return f"<c {reference}><v>{text}</v></c>"
    return f'<c {reference} t="s"><v>{strings.setdefault(text, len(strings))}</v></c>'


def height(row, style):
    """Points for as many lines as the fullest cell wraps to; a Chinese character is two wide."""
    if style == HEADING:
        return 30
    return 18 * max(-(-2 * len(text) // (width - 2)) for text, width in zip(row, WIDTHS)) or 18


def sheet(rows, strings):
    width = max(len(row) for row in rows)
    last = chr(ord("A") + width - 1)
    lines, merged, breaks, header = [], [], [], None
    for number, row in enumerate(rows, 1):
        style = BODY
        if row[0] and not any(row[1:]):
            style = HEADING
            merged.append(f'<mergeCell ref="A{number}:{last}{number}"/>')
        elif header is None:
            header, style = row, HEADER
        elif row == header:
            style = HEADER
            breaks.append(f'<brk id="{number - 1}" max="16383" man="1"/>')
        cells = "".join(cell(number, i, text, style, strings) for i, text in enumerate(row))
        lines.append(f'<row r="{number}" ht="{height(row, style)}" customHeight="1">{cells}</row>')
    widths = "".join(
        f'<col min="{i + 1}" max="{i + 1}" width="{WIDTHS[i]}" customWidth="1"/>'
        for i in range(width))
    page = f'<rowBreaks count="{len(breaks)}" manualBreakCount="{len(breaks)}">{"".join(breaks)}</rowBreaks>'
    return (f'{DECLARATION}<worksheet xmlns="{NAMESPACE}">'
            f'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{last}{len(rows)}"/>'
            f'<cols>{widths}</cols><sheetData>{"".join(lines)}</sheetData>'
            f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>'
            '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
            f'{page if breaks else ""}</worksheet>')


def styles():
    border = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
    fonts = "".join(f'<font>{bold}<sz val="{size}"/><name val="宋体"/></font>'
                    for bold, size in (("", 11), ("<b/>", 16), ("<b/>", 11)))
    wrap = '<alignment horizontal="{}" vertical="center" wrapText="1"/>'
    formats = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    for font, edge, align in ((1, 0, "center"), (2, 1, "center"), (0, 1, "left")):
        formats += (f'<xf numFmtId="0" fontId="{font}" fillId="0" borderId="{edge}" xfId="0" '
                    f'applyAlignment="1">{wrap.format(align)}</xf>')
    return (f'{DECLARATION}<styleSheet xmlns="{NAMESPACE}"><fonts count="3">{fonts}</fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills>'
            f'<borders count="2"><border/><border>{border}</border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="4">{formats}</cellXfs></styleSheet>')


def parts(rows, name):
    strings = {}
    body = sheet(rows, strings)
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    overrides = "".join(f'<Override PartName="/xl/{part}.xml" ContentType="{CONTENT}.{kind}+xml"/>'
                        for part, kind in (("workbook", "sheet.main"),
                                           ("worksheets/sheet1", "worksheet"),
                                           ("sharedStrings", "sharedStrings"), ("styles", "styles")))
    links = "".join(f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
                    for i, (kind, target) in enumerate((("worksheet", "worksheets/sheet1.xml"),
                                                        ("sharedStrings", "sharedStrings.xml"),
                                                        ("styles", "styles.xml")), 1))
    yield "[Content_Types].xml", (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>')
    yield "_rels/.rels", (
        f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    yield "xl/workbook.xml", (
        f'{DECLARATION}<workbook xmlns="{NAMESPACE}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>')
    yield "xl/_rels/workbook.xml.rels", (
        f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>')
    yield "xl/worksheets/sheet1.xml", body
    yield "xl/sharedStrings.xml", (
        f'{DECLARATION}<sst xmlns="{NAMESPACE}" uniqueCount="{len(strings)}">{shared}</sst>')
    yield "xl/styles.xml", styles()


def main(table, workbook):
    with open(table, newline="", encoding="utf-8") as source:
        rows = list(csv.reader(source))
    name = workbook.rsplit("/", 1)[-1].removesuffix(".xlsx")
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts(rows, name):
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
