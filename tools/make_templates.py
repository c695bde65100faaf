#!/usr/bin/env python3
"""make_templates.py [R-18 …]: makes the shipped Word and Excel templates from templates/source.

A source is lines of text; docs/documents.md says what each mark means. The page follows GB/T 9704-2012:
A4, 37 mm above and 28 mm left of a type area of 156 × 225 mm, 22 lines of 28 characters in size 3
(16 pt) 仿宋, page numbers on the outer side. The same source gives the same bytes.
"""
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "templates" / "source"
TARGET = ROOT / "templates"

TWIPS_PER_MM = 1440 / 25.4
TYPE_WIDTH, TYPE_HEIGHT = round(156 * TWIPS_PER_MM), round(225 * TWIPS_PER_MM)
LINE = TYPE_HEIGHT // 22
# 28 characters of 16 pt are 1.8 mm wider than the type area: each gives up a quarter of a point.
CHARACTER_SPACE = -5
TOP, LEFT = round(37 * TWIPS_PER_MM), round(28 * TWIPS_PER_MM)
BOTTOM, RIGHT = round(35 * TWIPS_PER_MM), round(26 * TWIPS_PER_MM)
FOOTER = round(22 * TWIPS_PER_MM)  # the number's line stands 7 mm below the type area

SONG, FANG, HEI, KAI, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# What stands in for a font where it is not installed.
FALLBACKS = {SONG: "华文中宋;Noto Serif CJK SC", FANG: "仿宋;FangSong;Noto Serif CJK SC",
             HEI: "SimHei;Noto Sans CJK SC", KAI: "楷体;KaiTi;Noto Serif CJK SC",
             PLAIN: "SimSun;Noto Serif CJK SC"}

W = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
     'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
     'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
     'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
     'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"')
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def write_zip(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in parts:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text if isinstance(text, bytes) else text.encode())


def looks(font=FANG, half_points=32, bold=False, colour=""):
    spacing = f'<w:spacing w:val="{CHARACTER_SPACE}"/>' if half_points == 32 else ""
    return (f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}" '
            f'w:cs="Times New Roman"/>{"<w:b/>" if bold else ""}'
            f'{f"""<w:color w:val="{colour}"/>""" if colour else ""}'
            f'{spacing}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
            '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>')


def paragraph(text, properties="", run=""):
    inner = f'<w:r>{run or looks()}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>'


EXACT = f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
OFF_GRID = '<w:snapToGrid w:val="0"/>'


def width_of(text):
    return sum(1 if ord(c) > 0x2000 else 0.5 for c in text)


class Word:
    def __init__(self):
        self.body, self.rows, self.widths = [], [], []
        self.small, self.pictures, self.landscape = 24, 0, False

    def finish_table(self):
        if not self.rows:
            return
        full = round((297 - 63) * TWIPS_PER_MM) if self.landscape else TYPE_WIDTH
        total = sum(self.widths)
        widths = [full * width // total for width in self.widths]
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = "".join(self.table_row(kind, cells, widths) for kind, cells in self.rows)
        sides = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
                        for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
        self.body.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{full}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
            f'</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>')
        self.body.append(paragraph("", OFF_GRID + '<w:spacing w:before="0" w:after="0" w:line="240" '
                                   'w:lineRule="exact"/>'))
        self.rows = []

    def table_row(self, kind, cells, widths):
        merged = []
        for cell in cells:  # an empty `<` joins the cell on its left
            if cell == "<":
                merged[-1][1] += 1
            else:
                merged.append([cell, 1])
        out, at = "", 0
        for text, span in merged:
            left = text.startswith("<") or "}}<" in text
            text = text.replace("}}<", "}}", 1) if "}}<" in text else text.removeprefix("<")
            width = sum(widths[at:at + span])
            at += span
            is_head = kind == "h" or text.startswith("*")
            text = text.lstrip("*")
            run = looks(HEI if is_head else FANG, self.small)
            lines = "".join(paragraph(
                line, f'{OFF_GRID}<w:spacing w:before="30" w:after="30" w:line="{self.small * 12}" '
                f'w:lineRule="exact"/><w:jc w:val="{"left" if left else "center"}"/>', run)
                for line in text.split("\\n"))
            shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if kind == "h" else ""
            joined = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
            out += (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{joined}{shade}'
                    f'<w:vAlign w:val="center"/></w:tcPr>{lines}</w:tc>')
        head = "<w:tblHeader/>" if kind == "h" else ""
        return f'<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{out}</w:tr>'

    def picture(self, name, width_cm, height_cm):
        self.pictures += 1
        cx, cy = round(float(width_cm) * 360000), round(float(height_cm) * 360000)
        return (
            f'<w:p><w:pPr>{OFF_GRID}<w:spacing w:before="60" w:after="60"/><w:jc w:val="center"/></w:pPr>'
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
            f'<wp:docPr id="{self.pictures}" name="{name}" descr="{{{{{name}}}}}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{self.pictures}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
            '<pic:blipFill><a:blip r:embed="placeholder"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            '</wp:inline></w:drawing></w:r></w:p>')

    def line(self, line):
        if line.startswith("|"):
            kind, rest = line[1], line[2:].strip()
            if kind == "w":
                self.finish_table()
                self.widths = [int(each) for each in rest.split(",")]
            else:
                self.rows.append((kind, [cell.strip() for cell in rest.split("¦")]))
            return
        self.finish_table()
        mark, _, rest = line.partition(" ")
        handler = getattr(self, "mark_" + mark[1:], None) if mark.startswith("!") else None
        if handler:
            handler(rest.strip())
        elif line.startswith("### "):
            self.put(line[4:], FANG, indent=True)
        elif line.startswith("## "):
            self.put(line[3:], KAI, indent=True)
        elif line.startswith("# "):
            self.put(line[2:], HEI, indent=True)
        elif line.startswith("~ "):
            self.body.append(paragraph(line[2:], OFF_GRID + '<w:spacing w:before="20" w:after="20" w:line="320" '
                                       'w:lineRule="exact"/>', looks(KAI, 21)))
        elif line:
            self.put(line, FANG, indent=True)

    def put(self, text, font, indent, together=""):
        together = "<w:keepNext/>" if font in (HEI, KAI) else together
        first = '<w:ind w:firstLineChars="200" w:firstLine="630"/>' if indent else ""
        self.body.append(paragraph(text, together + EXACT + first + '<w:jc w:val="both"/>', looks(font)))

    def mark_mark(self, text):
        size = min(124, int(156 / 25.4 * 72 / max(len(text), 1) * 2) // 2 * 2)
        self.body.append(paragraph(text, f'{OFF_GRID}<w:spacing w:before="{round(35 * TWIPS_PER_MM)}" w:after="0"/>'
                                   '<w:jc w:val="center"/>', looks(SONG, size, colour="FF0000")))

    def mark_number(self, text):
        # Two lines below the issuer's mark; the red line 4 mm (11 pt) below the number.
        border = ('<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="FF0000"/></w:pBdr>')
        self.body.append(paragraph(text, border + f'<w:spacing w:before="{LINE * 2}" w:after="0" '
                                   f'w:line="{LINE}" w:lineRule="exact"/><w:jc w:val="center"/>'))
        self.body += [paragraph("", EXACT)] * 2

    def mark_title(self, text):
        self.body.append(paragraph(text, f'{OFF_GRID}<w:spacing w:before="0" w:after="0" w:line="700" '
                                   'w:lineRule="exact"/><w:jc w:val="center"/>', looks(SONG, 44)))

    def mark_subtitle(self, text):
        self.body.append(paragraph(text, EXACT + '<w:jc w:val="center"/>', looks(KAI)))

    def mark_gap(self, _):
        self.body.append(paragraph("", EXACT))

    def mark_to(self, text):
        self.body.append(paragraph("", EXACT))
        self.put(text, FANG, indent=False)

    def mark_left(self, text):
        self.put(text, FANG, indent=False)

    def mark_sign(self, text):
        # Place for the seal is left free above the date.
        self.body += [paragraph("", "<w:keepNext/>" + EXACT)] * 3
        self.body.append(paragraph(text, "<w:keepNext/>" + EXACT + '<w:ind w:right="1260"/><w:jc w:val="right"/>'))

    def mark_date(self, text):
        # Four characters from the right (GB/T 9704 7.3.5).
        self.body.append(paragraph(text, EXACT + '<w:ind w:rightChars="400" w:right="1260"/><w:jc w:val="right"/>'))

    def mark_attach(self, text):
        self.body.append(paragraph("", EXACT))
        self.put(text, FANG, indent=True, together="<w:keepNext/>")

    def mark_attached(self, text):
        # Below the first attachment's name, behind the two blanks and 附件： (GB/T 9704 7.3.4).
        self.body.append(paragraph(text, "<w:keepNext/>" + EXACT + '<w:ind w:firstLineChars="500" '
                                   'w:firstLine="1575"/><w:jc w:val="both"/>', looks(FANG)))

    def mark_picture(self, text):
        self.body.append(self.picture(*text.split()))

    def mark_small(self, text):
        self.small = int(text)

    def mark_landscape(self, _):
        self.landscape = True

    def mark_break(self, _):
        self.body.append('<w:p><w:pPr>' + EXACT + '</w:pPr><w:r><w:br w:type="page"/></w:r></w:p>')

    def mark_copies(self, text):
        # The print record (版记): thick outer lines, a thin one between.
        copies, printed = text.split("¦")
        def edge(kind, size):
            return f'<w:{kind} w:val="single" w:sz="{size}" w:space="4" w:color="000000"/>'
        indent = '<w:ind w:left="280" w:right="280"/>'
        self.body.append(paragraph("", EXACT))
        self.body.append(paragraph("抄送：" + copies, f'<w:pBdr>{edge("top", 8)}{edge("bottom", 6)}</w:pBdr>' + EXACT +
                                   indent, looks(FANG, 28)))
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{TYPE_WIDTH - 280}"/></w:tabs>'
        left, right = printed.split("—")
        run = looks(FANG, 28)
        self.body.append(
            f'<w:p><w:pPr><w:pBdr>{edge("bottom", 8)}</w:pBdr>{tab}{EXACT}{indent}</w:pPr>'
            f'<w:r>{run}<w:t xml:space="preserve">{escape(left)}</w:t></w:r><w:r>{run}<w:tab/></w:r>'
            f'<w:r>{run}<w:t xml:space="preserve">{escape(right)}印发</w:t></w:r></w:p>')

    def section(self):
        width, height = (16838, 11906) if self.landscape else (11906, 16838)
        turned = ' w:orient="landscape"' if self.landscape else ""
        top, left = (LEFT, TOP) if self.landscape else (TOP, LEFT)
        bottom, right = (RIGHT, RIGHT) if self.landscape else (BOTTOM, RIGHT)
        grid = "" if self.landscape else f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/>'
        footer = round(13 * TWIPS_PER_MM) if self.landscape else FOOTER
        return ('<w:sectPr><w:footerReference w:type="default" r:id="odd"/>'
                '<w:footerReference w:type="even" r:id="even"/>'
                f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
                f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="851" '
                f'w:footer="{footer}" w:gutter="0"/>{grid}</w:sectPr>')

    def parts(self, title):
        self.finish_table()
        styles = (f'{XML}<w:styles {W}><w:docDefaults><w:rPrDefault>{looks()}</w:rPrDefault><w:pPrDefault/>'
                  '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
                  f'{looks()}</w:style></w:styles>')
        settings = f'{XML}<w:settings {W}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/></w:settings>'
        fonts = "".join(f'<w:font w:name="{name}"><w:altName w:val="{alt.split(";")[-1]}"/></w:font>'
                        for name, alt in FALLBACKS.items())
        types = [("document.xml", "document.main"), ("styles.xml", "styles"), ("settings.xml", "settings"),
                 ("fontTable.xml", "fontTable"), ("footer1.xml", "footer"), ("footer2.xml", "footer")]
        overrides = "".join(
            f'<Override PartName="/word/{name}" ContentType="application/vnd.openxmlformats-officedocument.'
            f'wordprocessingml.{kind}+xml"/>' for name, kind in types)
        content = (f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                   f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                   f'<Default Extension="xml" ContentType="application/xml"/>'
                   f'<Default Extension="png" ContentType="image/png"/>{overrides}'
                   '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.'
                   'core-properties+xml"/></Types>')
        relations = "".join(
            f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
            for key, kind, target in [("styles", "styles", "styles.xml"), ("settings", "settings", "settings.xml"),
                                      ("fonts", "fontTable", "fontTable.xml"), ("odd", "footer", "footer1.xml"),
                                      ("even", "footer", "footer2.xml"),
                                      ("placeholder", "image", "media/placeholder.png")])
        return [
            ("[Content_Types].xml", content),
            ("_rels/.rels", f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="main" '
             f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/><Relationship Id="core" '
             f'Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'),
            ("docProps/core.xml", f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
             'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>' + escape(title) +
             '</dc:title></cp:coreProperties>'),
            ("word/document.xml", f'{XML}<w:document {W}><w:body>{"".join(self.body)}{self.section()}</w:body>'
             '</w:document>'),
            ("word/styles.xml", styles), ("word/settings.xml", settings),
            ("word/fontTable.xml", f'{XML}<w:fonts {W}>{fonts}</w:fonts>'),
            ("word/footer1.xml", footer("right", '<w:ind w:right="280"/>')),
            ("word/footer2.xml", footer("left", '<w:ind w:left="280"/>')),
            ("word/_rels/document.xml.rels", f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{relations}'
             '</Relationships>'),
            ("word/media/placeholder.png", PLACEHOLDER)]


def footer(side, indent):
    run = looks(PLAIN, 28)
    field = "".join(f'<w:r>{run}{inner}</w:r>' for inner in (
        '<w:t xml:space="preserve">— </w:t>', '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>', '<w:fldChar w:fldCharType="separate"/>',
        '<w:t>1</w:t>', '<w:fldChar w:fldCharType="end"/>', '<w:t xml:space="preserve"> —</w:t>'))
    return (f'{XML}<w:ftr {W}><w:p><w:pPr>{OFF_GRID}<w:spacing w:before="0" w:after="0"/>{indent}'
            f'<w:jc w:val="{side}"/></w:pPr>{field}</w:p></w:ftr>')


def png_of_one_grey_pixel():
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"\x00\xdd")) + chunk(b"IEND", b""))


PLACEHOLDER = png_of_one_grey_pixel()


def letters(column):
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


class Sheet:
    """One sheet: `!widths`, `!title`, `!sub`, rows as in Word; `%` before a cell gives a percentage."""
    STYLES = {"title": 1, "sub": 2, "h": 3, "r": 4, "<": 5, "%": 6, "note": 7, "t": 8}

    def __init__(self):
        self.name, self.widths, self.rows, self.merges, self.heads = "表", [], [], [], 0

    def line(self, line):
        if line.startswith("|"):
            kind = line[1]
            self.add(kind, [cell.strip() for cell in line[2:].strip().split("¦")])
            if kind == "h":
                self.heads = len(self.rows)
        elif line.startswith("!sheet "):
            self.name = line[7:]
        elif line.startswith("!widths "):
            self.widths = [float(each) for each in line[8:].split(",")]
        elif line.startswith("!title "):
            self.wide("title", line[7:])
        elif line.startswith("!sub "):
            self.wide("sub", line[5:])
        elif line:
            self.wide("note", line.removeprefix("~ "))

    def wide(self, kind, text):
        self.rows.append((kind, [(0, text, self.STYLES[kind])] +
                          [(i, "", self.STYLES[kind]) for i in range(1, len(self.widths))]))
        row = len(self.rows)
        self.merges.append(f"A{row}:{letters(len(self.widths) - 1)}{row}")

    def add(self, kind, cells):
        out = []
        for index, text in enumerate(cells):
            if text == "<":  # joins the cell on its left
                first = index
                while cells[first] == "<":
                    first -= 1
                out.append((index, "", out[-1][2]))
                row = len(self.rows) + 1
                self.merges = [m for m in self.merges if not m.startswith(f"{letters(first)}{row}:")]
                self.merges.append(f"{letters(first)}{row}:{letters(index)}{row}")
                continue
            style = self.STYLES[kind]
            for mark in "<%":
                if kind in "rt" and (text.startswith(mark) or "}}" + mark in text):
                    style = self.STYLES[mark]
                    text = text.replace("}}" + mark, "}}", 1) if "}}" + mark in text else text[1:]
            out.append((index, text.replace("\\n", "\n"), style))
        self.rows.append((kind, out))

    def xml(self):
        heights = {"title": 34, "h": 30, "sub": 20}
        rows = ""
        for number, (kind, cells) in enumerate(self.rows, 1):
            inner = "".join(
                f'<c r="{letters(i)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t>'
                f'</is></c>' if text and not text.startswith("=") else
                f'<c r="{letters(i)}{number}" s="{style}"><f>{escape(text[1:])}</f></c>' if text else
                f'<c r="{letters(i)}{number}" s="{style}"/>' for i, text, style in cells)
            height = f' ht="{heights[kind]}" customHeight="1"' if kind in heights else ""
            rows += f'<row r="{number}"{height}>{inner}</row>'
        columns = "".join(f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>'
                          for i, width in enumerate(self.widths, 1))
        merges = (f'<mergeCells count="{len(self.merges)}">' + "".join(
            f'<mergeCell ref="{merge}"/>' for merge in self.merges) + '</mergeCells>') if self.merges else ""
        frozen = (f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{self.heads}" topLeftCell="A{self.heads + 1}" '
                  'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>') if self.heads else ""
        return (f'{XML}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                f'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>{frozen}<cols>{columns}</cols>'
                f'<sheetData>{rows}</sheetData>{merges}<printOptions horizontalCentered="1"/>'
                '<pageMargins left="0.6" right="0.6" top="0.8" bottom="0.8" header="0.3" footer="0.4"/>'
                '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
                '<headerFooter><oddFooter>&amp;C— &amp;P —</oddFooter></headerFooter></worksheet>')


def sheet_styles():
    def font(name, size, bold=False):
        return f'<font>{"<b/>" if bold else ""}<sz val="{size}"/><name val="{name}"/><charset val="134"/></font>'

    def look(number, font_id, border, horizontal, fill=0):
        return (f'<xf numFmtId="{number}" fontId="{font_id}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1" '
                'applyBorder="1" applyFill="1" applyAlignment="1" applyNumberFormat="1">'
                f'<alignment horizontal="{horizontal}" vertical="center" wrapText="1"/></xf>')
    sides = "".join(f'<{side} style="thin"><color rgb="FF000000"/></{side}>' for side in
                    ("left", "right", "top", "bottom"))
    looks_of = [look(0, 0, 0, "general"), look(0, 1, 0, "center"), look(0, 2, 0, "right"), look(0, 3, 1, "center", 2),
                look(0, 0, 1, "center"), look(0, 0, 1, "left"), look(10, 0, 1, "center"), look(0, 2, 0, "left"),
                look(0, 3, 1, "center")]
    return (f'{XML}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="4">'
            f'{font(FANG, 11)}{font(SONG, 18)}{font(KAI, 11)}{font(HEI, 11)}</fonts><fills count="3"><fill>'
            '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill>'
            '<patternFill patternType="solid"><fgColor rgb="FFF2F2F2"/></patternFill></fill></fills><borders count="2">'
            f'<border><left/><right/><top/><bottom/><diagonal/></border><border>{sides}<diagonal/></border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{len(looks_of)}">{"".join(looks_of)}</cellXfs></styleSheet>')


def workbook_parts(sheets, title):
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{main}.worksheet+xml"/>'
                        for i in range(1, len(sheets) + 1))
    entries = "".join(f'<sheet name="{escape(sheet.name)}" sheetId="{i}" r:id="s{i}"/>'
                      for i, sheet in enumerate(sheets, 1))
    names = "".join(f"<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{i}\">'{escape(sheet.name)}'!$1:"
                    f"${sheet.heads}</definedName>" for i, sheet in enumerate(sheets) if sheet.heads)
    relations = "".join(f'<Relationship Id="s{i}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                        for i in range(1, len(sheets) + 1))
    return [
        ("[Content_Types].xml", f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
         'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
         f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
         f'<Override PartName="/xl/styles.xml" ContentType="{main}.styles+xml"/>{overrides}</Types>'),
        ("_rels/.rels", f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="main" '
         f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ("xl/workbook.xml", f'{XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
         f'xmlns:r="{RELATIONS}"><sheets>{entries}</sheets>' +
         (f'<definedNames>{names}</definedNames>' if names else "") + '</workbook>'),
        ("xl/_rels/workbook.xml.rels", f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{relations}<Relationship '
         f'Id="styles" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'),
        ("xl/styles.xml", sheet_styles())] + [
        (f"xl/worksheets/sheet{i}.xml", sheet.xml()) for i, sheet in enumerate(sheets, 1)]


def make(source):
    lines = [line.rstrip() for line in source.read_text().splitlines()]
    lines = [line for line in lines if not line.startswith("//")]
    if any(line.startswith("!sheet ") for line in lines):
        sheets = []
        for line in lines:
            if line.startswith("!sheet "):
                sheets.append(Sheet())
            sheets[-1].line(line)
        write_zip(TARGET / (source.stem + ".xlsx"), workbook_parts(sheets, source.stem))
        return
    word = Word()
    for line in lines:
        word.line(line)
    write_zip(TARGET / (source.stem + ".docx"), word.parts(source.stem))


def main():
    wanted = sys.argv[1:] or [path.stem for path in sorted(SOURCES.glob("*.txt"))]
    for name in wanted:
        make(SOURCES / (name + ".txt"))


if __name__ == "__main__":
    main()
