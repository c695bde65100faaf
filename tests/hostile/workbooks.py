"""Hostile zip archives and workbooks."""
import struct

from corpus import (ONE_ROW, RELATION, Entry, cell, deflate, deflate_repeated, end_record, hostile, sheet, workbook,
                    workbook_entries, zip_bytes)

TOO_LARGE = "的上限"
DAMAGED = "已损坏"
MEBIBYTE = 1 << 20


def repeated_sheet(block, times, head="<worksheet><sheetData>", tail="</sheetData></worksheet>", **lies):
    packed, crc, size = deflate_repeated(head.encode(), block.encode(), times, tail.encode())
    return Entry("xl/sheet1.xml", packed=packed, **{"crc": crc, "size": size, **lies})


@hostile("overlapping.xlsx", "a thousand sheets that are all the same packed bytes of 100 MB", refused=TOO_LARGE)
def overlapping(_):
    kernel = repeated_sheet(" " * MEBIBYTE, 100)
    count = 1000
    sheets = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="r{i}"/>' for i in range(count))
    relations = "".join(f'<Relationship Id="r{i}" Type="{RELATION}worksheet" Target="s{i}.xml"/>' for i in range(count))
    first = [Entry("xl/workbook.xml", f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>'),
             Entry("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")]
    body = b""
    for entry in first:
        entry.offset = len(body)
        body += entry.local()
    at = len(body)
    kernel.name = b"xl/s000.xml"
    body += kernel.local()
    for i in range(count):
        again = Entry(f"xl/s{i}.xml", packed=kernel.packed, crc=kernel.crc, size=kernel.size)
        again.offset = at
        first.append(again)
    directory = b"".join(entry.central() for entry in first)
    return body + directory + end_record(len(first), len(directory), len(body))


@hostile("billion_bytes.xlsx", "a sheet of 10^9 bytes from a zip of 1 MB, within the absolute limit", refused=TOO_LARGE)
def billion_bytes(_):
    return zip_bytes(workbook_entries(None, sheet_entry=repeated_sheet(" " * 1_000_000, 1000)))


@hostile("billion_rows_text.xlsx", "10^9 bytes of rows, each without a value", refused=TOO_LARGE)
def billion_rows(_):
    return zip_bytes(workbook_entries(None, sheet_entry=repeated_sheet("<row/>" * 100_000, 1667)))


@hostile("lying_size.xlsx", "says 100 bytes, unpacks to 600 MB", refused=TOO_LARGE)
def lying_size(_):
    return zip_bytes(workbook_entries(None, sheet_entry=repeated_sheet(" " * MEBIBYTE, 600, size=100)))


@hostile("nested.xlsx", "a zip of zips of zips", refused="压缩包")
def nested(_):
    inner = zip_bytes([Entry("0.txt", b"\0" * (10 * MEBIBYTE))])
    for level in range(6):
        inner = zip_bytes([Entry(f"{i}.zip", inner) for i in range(10)])
    return inner


@hostile("xxe_file.xlsx", "an external entity names a file of the system", refused="DOCTYPE")
def xxe_file(_):
    return workbook('<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>' +
                    sheet(f'<row r="1">{cell("&x;")}</row>'))


@hostile("xxe_network.xlsx", "an external document type and parameter entity name an address", refused="DOCTYPE")
def xxe_network(_):
    return workbook(sheet(ONE_ROW), book='<!DOCTYPE workbook SYSTEM "http://127.0.0.1:9/x.dtd" '
                    '[<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><workbook/>')


@hostile("billion_laughs.xlsx", "entities that grow tenfold nine times, in the shared texts", refused="DOCTYPE")
def billion_laughs(_):
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    return workbook(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
                    strings=f"<!DOCTYPE sst [{entities}]><sst><si><t>&a9;</t></si></sst>")


@hostile("entity_in_styles.xlsx", "one entity of 1 MB used 10,000 times, in the styles", refused="DOCTYPE")
def entity_in_styles(_):
    return workbook(sheet(ONE_ROW), styles=f'<!DOCTYPE styleSheet [<!ENTITY a "{"x" * MEBIBYTE}">]>'
                    f'<styleSheet>{"&a;" * 10_000}</styleSheet>')


@hostile("undefined_entity.xlsx", "an entity that nobody defined", refused=DAMAGED)
def undefined_entity(_):
    return workbook(sheet(f'<row r="1">{cell("&nobody;")}</row>'))


@hostile("deep_tags.xlsx", "elements nested 10^5 deep", refused=DAMAGED)
def deep_tags(_):
    return workbook(sheet("<a>" * 100_000 + "</a>" * 100_000))


@hostile("long_tag.xlsx", "one attribute of 24 MB", refused=DAMAGED)
def long_tag(_):
    return workbook(sheet(f'<row r="1" x="{"y" * (24 * MEBIBYTE)}">{cell("x")}</row>'))


@hostile("many_attributes.xlsx", "100,000 attributes in one tag", refused=DAMAGED)
def many_attributes(_):
    attributes = " ".join(f'a{i}="{i}"' for i in range(100_000))
    return workbook(sheet(f'<row {attributes} r="1">{cell("x")}</row>'))


@hostile("open_tags.xlsx", "ends in the middle of a tag", refused=DAMAGED)
def open_tags(_):
    return workbook("<worksheet><sheetData><row r=\"1\"><c r=\"A1")


@hostile("merge_everything.xlsx", "one merged range of 2^20 rows and 2^14 columns: a number, nothing is filled",
         rows=2)
def merge_everything(_):
    return workbook(sheet(ONE_ROW + f'<row r="2">{cell("y", "A2")}</row>',
                          after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))


@hostile("merge_flood.xlsx", "300,000 merged ranges", refused="合并单元格超过")
def merge_flood(_):
    ranges = "".join(f'<mergeCell ref="A{i}:B{i}"/>' for i in range(1, 300_001))
    return workbook(sheet(ONE_ROW, after=f"<mergeCells>{ranges}</mergeCells>"))


@hostile("lying_dimension.xlsx", "says 2^34 cells, has one: what is said is not used", rows=1)
def lying_dimension(_):
    return workbook(sheet(ONE_ROW, before='<dimension ref="A1:XFD1048576"/>'))


@hostile("last_row_number.xlsx", "a row whose number is the largest of 64 bits, then one without a number",
         refused=DAMAGED)
def last_row_number(_):
    return workbook(sheet('<row r="9223372036854775807"><c t="inlineStr"><is><t>x</t></is></c></row>'
                          '<row><c t="inlineStr"><is><t>y</t></is></c></row>'))


@hostile("row_beyond_sheet.xlsx", "row 1048577, one more than a sheet has", refused=DAMAGED)
def row_beyond(_):
    return workbook(sheet('<row r="1048577"><c t="inlineStr"><is><t>x</t></is></c></row>'))


@hostile("rows_backwards.xlsx", "row 2 before row 1", refused=DAMAGED)
def rows_backwards(_):
    return workbook(sheet(f'<row r="2">{cell("x", "A2")}</row><row r="1">{cell("y")}</row>'))


@hostile("far_column.xlsx", "a value in the last column, XFD", refused="列的上限")
def far_column(_):
    return workbook(sheet(f'<row r="1">{cell("x", "XFD1")}</row>'))


@hostile("wide_rows.xlsx", "rows of one value at column ALL: 1,000 cells come out of 30 bytes", refused=TOO_LARGE)
def wide_rows(_):
    return zip_bytes(workbook_entries(
        None, sheet_entry=repeated_sheet('<row><c r="ALL1"><v>1</v></c></row>' * 1000, 1000)))


@hostile("shared_flood.xlsx", "tens of millions of empty shared texts", refused=TOO_LARGE)
def shared_flood(_):
    packed, crc, size = deflate_repeated(b"<sst>", b"<si/>" * 200_000, 200, b"</sst>")
    return workbook(sheet(ONE_ROW), strings_entry=Entry("xl/strings.xml", packed=packed, crc=crc, size=size))


@hostile("shared_text_flood.xlsx", "600 MB of shared texts", refused=TOO_LARGE)
def shared_text_flood(_):
    block = (b"<si><t>" + b"x" * 1000 + b"</t></si>") * 1000
    packed, crc, size = deflate_repeated(b"<sst>", block, 600, b"</sst>")
    return workbook(sheet(ONE_ROW), strings_entry=Entry("xl/strings.xml", packed=packed, crc=crc, size=size))


@hostile("shared_text_repeated.xlsx", "a text of 32,767 characters that 500,000 cells refer to", refused=TOO_LARGE)
def shared_text_repeated(_):
    return zip_bytes(workbook_entries(
        None, strings="<sst><si><t>" + "村" * 32_767 + "</t></si></sst>",
        sheet_entry=repeated_sheet("<row>" + '<c t="s"><v>0</v></c>' * 1000 + "</row>", 500)))


@hostile("shared_index_outside.xlsx", "a cell refers to shared text 7 of 1", refused=DAMAGED)
def shared_outside(_):
    return workbook(sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), strings="<sst><si><t>x</t></si></sst>")


@hostile("shared_index_negative.xlsx", "a cell refers to shared text -1", refused=DAMAGED)
def shared_negative(_):
    return workbook(sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), strings="<sst><si><t>x</t></si></sst>")


@hostile("shared_index_huge.xlsx", "a cell refers to a shared text by a number beyond 64 bits", refused=DAMAGED)
def shared_huge(_):
    return workbook(sheet('<row r="1"><c r="A1" t="s"><v>99999999999999999999999</v></c></row>'),
                    strings="<sst><si><t>x</t></si></sst>")


@hostile("style_outside.xlsx", "a style number beyond the styles: the number stays a number", rows=1)
def style_outside(_):
    return workbook(sheet('<row r="1"><c r="A1" s="4294967295"><v>1</v></c></row>'), styles="<styleSheet/>")


@hostile("long_cell.xlsx", "a text of 20 MB in one cell", refused="个字符")
def long_cell(_):
    return workbook(sheet(f'<row r="1">{cell("x" * (20 * MEBIBYTE))}</row>'))


@hostile("number_flood.xlsx", "numbers with exponents of nine digits and with 32,000 digits, read without growing",
         rows=4)
def number_flood(_):
    values = ["1E999999999", "1E-999999999", "9" * 32_000, "-1E2147483648"]
    return workbook(sheet("".join(f'<row r="{i + 1}"><c r="A{i + 1}"><v>{v}</v></c></row>'
                                  for i, v in enumerate(values))))


@hostile("date_flood.xlsx", "dates of serial number 1E300, -1 and beyond the year 9999: they stay numbers", rows=3)
def date_flood(_):
    values = ["1E300", "-1", "2958466"]
    return workbook(sheet("".join(f'<row r="{i + 1}"><c r="A{i + 1}" s="0"><v>{v}</v></c></row>'
                                  for i, v in enumerate(values))),
                    styles='<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>')


@hostile("nul_escape.xlsx", "a text that spells a NUL character as an escape: it stays as spelled", rows=1)
def nul_escape(_):
    return workbook(sheet(f'<row r="1">{cell("a_x0000_b")}</row>'))


@hostile("nul_reference.xlsx", "a text that holds a NUL as a character reference", refused=DAMAGED)
def nul_reference(_):
    return workbook(sheet(f'<row r="1">{cell("a&#0;b")}</row>'))


@hostile("bidi_names.xlsx", "texts and a sheet name with marks that turn the direction of writing: data", rows=1)
def bidi_names(_):
    return workbook(sheet(f'<row r="1">{cell("‮cod.exe⁦")}</row>'), name="‮S⁦")


@hostile("long_sheet_name.xlsx", "a sheet name of 500,000 characters, cut to what a program allows", rows=1)
def long_sheet_name(_):
    return workbook(sheet(ONE_ROW), name="村" * 200_000)


@hostile("utf16_parts.xlsx", "a sheet in UTF-16, where a search of bytes sees no merges", rows=1)
def utf16_parts(_):
    return workbook(('<?xml version="1.0" encoding="UTF-16"?>' + sheet(ONE_ROW)).encode("utf-16"))


@hostile("unknown_encoding.xlsx", "XML in an encoding that the parser does not have", refused=DAMAGED)
def unknown_encoding(_):
    return workbook('<?xml version="1.0" encoding="x-nothing"?>' + sheet(ONE_ROW))


@hostile("slip_names.xlsx", "entries that climb out of the folder: names are never used as paths", rows=1)
def slip_names(_):
    names = ["../../../wanjia_slip", "/tmp/wanjia_slip", "..\\..\\wanjia_slip", "C:\\wanjia_slip", "xl/../../wanjia_slip",
             "a\0b", "\n", "." * 60_000]
    return zip_bytes(workbook_entries(sheet(ONE_ROW)) + [Entry(n, "x") for n in names])


@hostile("target_outside.xlsx", "the sheet's part is ../../../../etc/passwd", refused=DAMAGED)
def target_outside(_):
    return workbook(sheet(ONE_ROW), target="../../../../../../../../etc/passwd")


@hostile("target_network.xlsx", "the sheet's part is an address", refused=DAMAGED)
def target_network(_):
    return workbook(sheet(ONE_ROW), target="http://127.0.0.1:9/sheet.xml")


@hostile("symlink_entry.xlsx", "the sheet is a symbolic link to /etc/passwd: its content is read as the sheet",
         refused=DAMAGED)
def symlink_entry(_):
    return zip_bytes(workbook_entries(None, sheet_entry=Entry("xl/sheet1.xml", "/etc/passwd", method=0,
                                                              attributes=0o120777 << 16)))


@hostile("encrypted_entries.xlsx", "entries under the old zip password", refused="已加密")
def encrypted(_):
    entries = workbook_entries(sheet(ONE_ROW))
    for entry in entries:
        entry.flags = 1
        entry.packed = b"\x55" * 12 + entry.packed
    return zip_bytes(entries)


@hostile("encrypted_office.xlsx", "a password-protected office file", refused="已加密")
def encrypted_office(_):
    return (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000)


@hostile("old_office.xls", "an old office file", refused="旧版 Office")
def old_office(_):
    return b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + b"\0" * 4000


@hostile("truncated_directory.xlsx", "cut off inside the central directory", refused=DAMAGED)
def truncated_directory(_):
    return workbook(sheet(ONE_ROW))[:-60]


@hostile("truncated_half.xlsx", "the first half of a workbook", refused=DAMAGED)
def truncated_half(_):
    data = workbook(sheet(ONE_ROW))
    return data[:len(data) // 2]


@hostile("only_end_record.xlsx", "an end record and nothing else", refused="压缩包")
def only_end(_):
    return end_record(0, 0, 0)


@hostile("lying_count.xlsx", "65,535 entries said, three there", refused=DAMAGED)
def lying_count(_):
    data = workbook(sheet(ONE_ROW))
    return data[:-22] + end_record(0xFFFE, 1 << 30, len(data) - 100)


@hostile("zip64_lies.xlsx", "a zip64 record of 2^63 entries at an offset outside the file", refused=DAMAGED)
def zip64_lies(_):
    data = workbook(sheet(ONE_ROW))[:-22]
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1 << 63, 1 << 63, 1 << 62, 1 << 61)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(data), 1)
    return data + record + locator + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


@hostile("many_entries.xlsx", "60,000 entries", refused="部件过多")
def many_entries(_):
    return zip_bytes(workbook_entries(sheet(ONE_ROW)) + [Entry(f"{i}", b"", method=0) for i in range(60_000)])


@hostile("wrong_checksum.xlsx", "the sheet's checksum does not fit", refused=DAMAGED)
def wrong_checksum(_):
    return zip_bytes(workbook_entries(None, sheet_entry=Entry("xl/sheet1.xml", sheet(ONE_ROW), crc=1)))


@hostile("broken_stream.xlsx", "compressed data that is none", refused=DAMAGED)
def broken_stream(_):
    return zip_bytes(workbook_entries(None, sheet_entry=Entry("xl/sheet1.xml", packed=b"\xFF" * 500, size=9000)))


@hostile("unknown_method.xlsx", "a compression method of the future", refused=DAMAGED)
def unknown_method(_):
    return zip_bytes(workbook_entries(None, sheet_entry=Entry("xl/sheet1.xml", packed=b"abc", method=77, size=9)))


@hostile("second_end_record.xlsx", "a comment that looks like another, empty archive: the whole one is read", rows=1)
def second_end(_):
    data = workbook(sheet(ONE_ROW))
    size = len(b"".join(e.central() for e in []))
    return data[:-2] + struct.pack("<H", 22) + end_record(0, size, 0)


@hostile("names_differ.xlsx", "local headers and directory disagree about names: the directory counts", rows=1)
def names_differ(_):
    entries = workbook_entries(sheet(ONE_ROW))
    for entry in entries:
        entry.name = entry.name[::-1]
    return zip_bytes(entries)


@hostile("sheets_refer_to_one.xlsx", "2,000 sheets that are all the one part of 5 MB", refused=TOO_LARGE)
def sheets_refer_to_one(_):
    sheets = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="r1"/>' for i in range(2000))
    return zip_bytes(workbook_entries(None, book=f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>',
                                      sheet_entry=repeated_sheet(ONE_ROW.replace("1", "") + " " * MEBIBYTE, 5)))


@hostile("macro_book.xlsm", "a workbook with a macro part: not read, not run", rows=1)
def macro_book(_):
    return zip_bytes(workbook_entries(sheet(ONE_ROW)) + [Entry("xl/vbaProject.bin", b"\xD0\xCF\x11\xE0" * 100)])


@hostile("workbook_as.csv", "a workbook under the name of a text", refused="后缀")
def workbook_as_csv(_):
    return workbook(sheet(ONE_ROW))
