"""What the hostile files share: the list they enter, and writers for the containers they abuse."""
import os
import struct
import zlib

FILES = []  # (name, expectation, why, writer)


def hostile(name, why, refused=None, rows=None):
    """Enters the decorated function. It returns the file's bytes, or writes the given path itself and
    returns None. `refused` is a piece of the Chinese sentence that must come; `rows` is how many rows
    a harmless reading gives."""
    expectation = f"refuse\t{refused}" if refused else f"read\t{rows}"

    def enter(function):
        FILES.append((name, expectation, why, function))
        return function

    return enter


def write_all(folder, selected=None):
    lines = []
    for name, expectation, why, function in FILES:
        if selected and name not in selected:
            continue
        path = os.path.join(folder.encode(), name if isinstance(name, bytes) else name.encode())
        os.makedirs(os.path.dirname(path), exist_ok=True)
        data = function(path)
        if data is not None:
            with open(path, "wb") as file:
                file.write(data.encode() if isinstance(data, str) else data)
        # File names may hold line feeds and bytes that are no text, so the list holds them in hex.
        raw = name if isinstance(name, bytes) else name.encode()
        lines.append(f"{raw.hex()}\t{expectation}\t{why}\n")
    with open(os.path.join(folder, "expected.tsv"), "w", encoding="utf-8") as file:
        file.writelines(lines)


class Entry:
    """One entry of a zip file; every field can lie."""

    def __init__(self, name, data=b"", packed=None, method=8, crc=None, size=None, flags=0, attributes=0,
                 central_name=None):
        self.name = name.encode() if isinstance(name, str) else name
        data = data.encode() if isinstance(data, str) else data
        self.packed = packed if packed is not None else (deflate(data) if method == 8 else data)
        self.method = method
        self.crc = zlib.crc32(data) if crc is None else crc
        self.size = len(data) if size is None else size
        self.flags = flags
        self.attributes = attributes
        self.central_name = self.name if central_name is None else central_name
        self.offset = None

    def local(self):
        return struct.pack("<4s5H3L2H", b"PK\3\4", 20, self.flags, self.method, 0, 33, self.crc, len(self.packed),
                           self.size, len(self.name), 0) + self.name + self.packed

    def central(self):
        return struct.pack("<4s6H3L5H2L", b"PK\1\2", 0x31E, 20, self.flags, self.method, 0, 33, self.crc,
                           len(self.packed), self.size, len(self.central_name), 0, 0, 0, 0, self.attributes,
                           self.offset) + self.central_name


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def deflate_repeated(head, block, times, tail):
    """`head`, then `block` many times over, then `tail`: packed once and copied, with the true checksum."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    packed += piece * times + packer.compress(tail) + packer.flush()
    crc = zlib.crc32(head)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    return packed, zlib.crc32(tail, crc), len(head) + len(block) * times + len(tail)


def end_record(count, size, offset, comment=b""):
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, size, offset,
                       len(comment)) + comment


def zip_bytes(entries):
    body = b""
    for entry in entries:
        entry.offset = len(body)
        body += entry.local()
    directory = b"".join(entry.central() for entry in entries)
    return body + directory + end_record(len(entries), len(directory), len(body))


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def workbook_entries(sheet, strings=None, styles=None, book=None, name="S", sheet_entry=None, strings_entry=None,
                     target="sheet1.xml"):
    """The entries of a workbook of one sheet."""
    relations = f'<Relationship Id="r1" Type="{RELATION}worksheet" Target="{target}"/>'
    entries = []
    if strings is not None or strings_entry:
        relations += f'<Relationship Id="s" Type="{RELATION}sharedStrings" Target="strings.xml"/>'
        entries.append(strings_entry or Entry("xl/strings.xml", strings))
    if styles is not None:
        relations += f'<Relationship Id="y" Type="{RELATION}styles" Target="styles.xml"/>'
        entries.append(Entry("xl/styles.xml", styles))
    book = book or (f'<workbook xmlns:r="r"><sheets><sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>')
    return [Entry("xl/workbook.xml", book),
            Entry("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>"),
            sheet_entry or Entry("xl/sheet1.xml", sheet)] + entries


def workbook(*arguments, **names):
    return zip_bytes(workbook_entries(*arguments, **names))


def sheet(data, before="", after=""):
    return f"<worksheet>{before}<sheetData>{data}</sheetData>{after}</worksheet>"


def cell(text, reference="A1"):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


ONE_ROW = f'<row r="1">{cell("x")}</row>'
