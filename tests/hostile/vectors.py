"""Hostile shapefiles (plain and zipped) and GeoPackages."""
import os
import sqlite3
import struct

from corpus import Entry, deflate_repeated, hostile, zip_bytes

DAMAGED = "已损坏"
MEBIBYTE = 1 << 20
LARGEST = 0x7FFFFFFF


def point_record(number, words=10, shape=1, body=None):
    return struct.pack(">2i", number, words) + (body or struct.pack("<i2d", shape, 110.0, 28.0))


def shape_header(words, shape=1):
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack("<2i8d", 1000, shape, 110, 28, 110, 28, 0, 0, 0,
                                                                       0)


def dbf(records=1, header=65, length=6, field=b"name", kind=b"C", field_length=5, body=None):
    head = struct.pack("<4BI2H20x", 3, 126, 1, 1, records & 0xFFFFFFFF, header & 0xFFFF, length & 0xFFFF)
    return head + field.ljust(11, b"\0") + kind + b"\0" * 4 + bytes([field_length, 0]) + b"\0" * 14 + b"\r" + (
        b" abcde" if body is None else body)


def parts(shp=None, shx=None, table=None, words=50 + 14, records=1, shape=1):
    """The parts of a shapefile of one point, with those given put in their place."""
    return {"shp": shp if shp is not None else shape_header(words, shape) + point_record(1),
            "shx": shx if shx is not None else shape_header(50 + 4 * records, shape) + struct.pack(">2i", 50, 10) *
            records,
            "dbf": table if table is not None else dbf()}


def beside(path, pieces, without=()):
    """Writes the parts beside each other; the .shp is returned for the caller to write."""
    for ending, data in pieces.items():
        if ending not in without and ending != "shp":
            with open(path[:-3] + ending.encode(), "wb") as file:
                file.write(data)
    return pieces["shp"]


@hostile("plain.shp", "nothing wrong: what changed files are made from", rows=2)
def plain_shape(path):
    ring = struct.pack("<8d", 110, 28, 111, 28, 111, 29, 110, 28)
    body = struct.pack("<i4d3i", 5, 110, 28, 111, 29, 1, 4, 0) + ring
    words = len(body) // 2
    shapes = point_record(1, words, body=body) + point_record(2, words, body=body)
    index = struct.pack(">4i", 50, words, 54 + words, words)
    return beside(path, {**parts(shp=shape_header(50 + len(shapes) // 2, 5) + shapes,
                                 shx=shape_header(58, 5) + index, table=dbf(records=2, body=b" abcde fghij")),
                         "prj": b'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,'
                                b'298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'})


@hostile("count.shp", "an index that says 2^31 - 1 words", refused="已损坏|没有任何要素")
def shape_count(path):
    return beside(path, parts(shx=shape_header(LARGEST)))


@hostile("count_both.shp", "shape and index both say 2^31 - 1 words", refused="已损坏|没有任何要素")
def shape_count_both(path):
    return beside(path, parts(shp=shape_header(LARGEST) + point_record(1),
                              shx=shape_header(LARGEST) + struct.pack(">2i", 50, 10)))


@hostile("records.shp", "a table that says 2^31 - 1 records and holds one: one row for the one shape", rows=1)
def table_count(path):
    return beside(path, parts(table=dbf(records=LARGEST)))


@hostile("records_negative.shp", "a table that says 2^32 - 1 records: one row for the one shape", rows=1)
def table_negative(path):
    return beside(path, parts(table=dbf(records=-1)))


@hostile("record_length_0.shp", "a table whose records are 0 bytes long: the shape without its table", rows=1)
def record_length_0(path):
    return beside(path, parts(table=dbf(length=0)))


@hostile("record_length_65535.shp", "a table whose records are 65,535 bytes long and end the file", refused=DAMAGED)
def record_length_large(path):
    return beside(path, parts(table=dbf(length=65_535)))


@hostile("record_length_2.shp", "a table whose field is longer than its record: the shape without its table", rows=1)
def record_length_2(path):
    return beside(path, parts(table=dbf(length=2)))


@hostile("header_length.shp", "a table whose header is said to be longer than the file: the shape without its table", rows=1)
def header_length(path):
    return beside(path, parts(table=dbf(header=65_535)))


@hostile("field_flood.shp", "a table of 2,000 fields", refused="列的上限|已损坏")
def field_flood(path):
    fields = b"".join(f"f{i}".encode().ljust(11, b"\0") + b"C" + b"\0" * 4 + b"\1\0" + b"\0" * 14 for i in range(2000))
    head = struct.pack("<4BI2H20x", 3, 126, 1, 1, 1, 33 + 64_000 & 0xFFFF, 2001)
    return beside(path, parts(table=head + fields + b"\r" + b" " * 2001))


@hostile("number_field.shp", "a number field of 255 nines: as near as a number of its kind comes", rows=1)
def number_field(path):
    return beside(path, parts(table=dbf(length=256, kind=b"N", field_length=255, body=b" " + b"9" * 255)))


@hostile("field_kinds.shp", "a field of a kind that does not exist: read as text", rows=1)
def field_kinds(path):
    return beside(path, parts(table=dbf(kind=b"\x01")))


@hostile("index_outside.shp", "an index that points outside the file", refused=DAMAGED)
def index_outside(path):
    return beside(path, parts(shx=shape_header(54) + struct.pack(">2i", 0x3FFFFFF0, 10)))


@hostile("index_negative.shp", "an index with a negative offset and length", refused=DAMAGED)
def index_negative(path):
    return beside(path, parts(shx=shape_header(54) + struct.pack(">2i", -50, -10)))


@hostile("length_negative.shp", "a shape whose length is negative", refused=DAMAGED)
def length_negative(path):
    return beside(path, parts(shp=shape_header(64) + point_record(1, words=-10),
                              shx=shape_header(54) + struct.pack(">2i", 50, -10)))


@hostile("points_flood.shp", "a line that says 2^31 - 1 points", refused=DAMAGED)
def points_flood(path):
    body = struct.pack("<i4d2i", 3, 0, 0, 1, 1, 1, LARGEST) + b"\0" * 100
    return beside(path, parts(shp=shape_header(50 + 4 + len(body) // 2, 3) + point_record(1, len(body) // 2, body=body),
                              shx=shape_header(54, 3) + struct.pack(">2i", 50, len(body) // 2), shape=3))


@hostile("parts_flood.shp", "an area that says 2^31 - 1 rings", refused=DAMAGED)
def parts_flood(path):
    body = struct.pack("<i4d2i", 5, 0, 0, 1, 1, LARGEST, 4) + b"\0" * 100
    return beside(path, parts(shp=shape_header(50 + 4 + len(body) // 2, 5) + point_record(1, len(body) // 2, body=body),
                              shx=shape_header(54, 5) + struct.pack(">2i", 50, len(body) // 2), shape=5))


@hostile("parts_outside.shp", "an area whose rings start outside its points", refused=DAMAGED)
def parts_outside(path):
    body = struct.pack("<i4d2i2i", 5, 0, 0, 1, 1, 2, 4, 0, -7) + struct.pack("<8d", 0, 0, 0, 1, 1, 1, 0, 0)
    return beside(path, parts(shp=shape_header(50 + 4 + len(body) // 2, 5) + point_record(1, len(body) // 2, body=body),
                              shx=shape_header(54, 5) + struct.pack(">2i", 50, len(body) // 2), shape=5))


@hostile("not_finite.shp", "a point that is not a number: such a row is rejected when it is imported", rows=1)
def not_finite(path):
    nan = struct.pack("<i2d", 1, float("nan"), float("inf"))
    return beside(path, parts(shp=shape_header(64) + point_record(1, body=nan)))


@hostile("same_record.shp", "an index of a million entries, all the one area of 1.6 MB", refused="的上限|已损坏")
def same_record(path):
    points = 100_000
    body = struct.pack("<i4d2ii", 5, 110, 28, 111, 29, 1, points, 0)
    body += b"".join(struct.pack("<2d", 110 + i / points, 28 + (i * i % 97) / 97) for i in range(points - 1))
    body += struct.pack("<2d", 110, 28)
    words = len(body) // 2
    count = 1_000_000
    return beside(path, parts(shp=shape_header(54 + words, 5) + point_record(1, words, body=body),
                              shx=shape_header(50 + 4 * count, 5) + struct.pack(">2i", 50, words) * count,
                              table=dbf(records=count, body=b" abcde" * count)))


@hostile("no_index.shp", "no index beside it", refused=DAMAGED)
def no_index(path):
    return beside(path, parts(), without=("shx",))


@hostile("table_is_link.shp", "the table beside it is a link to a file of the system: is no table, so the shape without one", rows=1)
def table_is_link(path):
    os.symlink("/etc/passwd", path[:-3] + b"dbf")
    return beside(path, parts(), without=("dbf",))


@hostile("encoding_outside.shp", "an encoding file that names a path and a megabyte of nothing", rows=1)
def encoding_outside(path):
    return beside(path, {**parts(), "cpg": b"../../../../etc/passwd" + b"\0" * MEBIBYTE})


@hostile("reference_deep.shp", "a reference system of 10^5 brackets: not understood, so there is no datum", rows=1)
def reference_deep(path):
    return beside(path, {**parts(), "prj": b'GEOGCS["a",' * 100_000 + b"]" * 100_000})


@hostile("reference_long.shp", "a reference system of 30 MB: not understood, so there is no datum", rows=1)
def reference_long(path):
    return beside(path, {**parts(), "prj": b'GEOGCS["' + b"a" * (30 * MEBIBYTE) + b'"]'})


@hostile("bomb.zip", "a zipped shapefile whose table unpacks to 10^9 bytes", refused="的上限")
def zipped_bomb(_):
    head = dbf(records=160_000_000, body=b"")
    packed, crc, size = deflate_repeated(head, b" abcde" * 200_000, 800, b"")
    pieces = parts()
    return zip_bytes([Entry("a.shp", pieces["shp"]), Entry("a.shx", pieces["shx"]),
                      Entry("a.dbf", packed=packed, crc=crc, size=size)])


@hostile("shape_flood.zip", "20,000 records, then the same again out of order: no seeking in packed data", rows=20_000)
def zipped_seeks(_):
    count = 20_000
    records = b"".join(point_record(i + 1) for i in range(count))
    order = [i // 2 if i % 2 else count - 1 - i // 2 for i in range(count)]
    index = b"".join(struct.pack(">2i", 50 + 14 * i, 10) for i in order)
    return zip_bytes([Entry("a.shp", shape_header(50 + len(records) // 2) + records),
                      Entry("a.shx", shape_header(50 + 4 * count) + index),
                      Entry("a.dbf", dbf(records=count, body=b" abcde" * count))])


@hostile("many_shapes.zip", "a zip of 6,000 shapefiles", refused="的上限|部件过多|图层")
def many_shapes(_):
    pieces = parts()
    return zip_bytes([Entry(f"{i}.{ending}", data, method=0) for i in range(6000) for ending, data in pieces.items()])


@hostile("slip_shape.zip", "a zipped shapefile whose names climb out: names are never used as paths", rows=1)
def slip_shape(_):
    return zip_bytes([Entry(f"../../../../tmp/wanjia_slip.{ending}", data) for ending, data in parts().items()])


@hostile("encrypted_shape.zip", "a zipped shapefile under a password", refused="已加密")
def encrypted_shape(_):
    entries = [Entry(f"a.{ending}", data, flags=1) for ending, data in parts().items()]
    for entry in entries:
        entry.packed = b"\x55" * 12 + entry.packed
    return zip_bytes(entries)


@hostile("cut_shape.zip", "a zipped shapefile with a broken checksum", refused=DAMAGED)
def cut_shape(_):
    return zip_bytes([Entry(f"a.{ending}", data, crc=7) for ending, data in parts().items()])


def blob(wkb=None):
    return b"GP\0\1" + struct.pack("<i", 4326) + (wkb or struct.pack("<BI2d", 1, 1, 110.0, 28.0))


def geopackage(path, statements=(), table="CREATE TABLE t (fid INTEGER PRIMARY KEY, geom POINT, name TEXT)",
               rows=((1, blob(), "x"),), contents=(("t", "features"),), reference="undefined", page_size=4096):
    """Writes a GeoPackage with one layer `t`; `statements` run last, with every protection off."""
    if os.path.exists(path):
        os.unlink(path)
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA page_size = {page_size}")
    database.executescript("""
        PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
            organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
            description TEXT);
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT,
            description TEXT DEFAULT '', last_change TEXT DEFAULT '2020-01-01T00:00:00Z', min_x DOUBLE, min_y DOUBLE,
            max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,
            srs_id INTEGER, z TINYINT, m TINYINT);""")
    for srs in (-1, 0):
        database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('undefined', ?, 'NONE', ?, 'undefined', '')",
                         (srs, srs))
    database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 4326, 'NONE', 77, ?, '')", (reference,))
    database.execute(table)
    for row in rows:
        database.execute(f"INSERT INTO t VALUES ({','.join('?' * len(row))})", row)
    for name, kind in contents:
        database.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, 4326)",
                         (name, kind, name))
        if kind == "features":
            database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', 4326, 2, 2)", (name,))
    database.commit()
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def forge(path, old, new):
    """Changes bytes of the schema in the finished file."""
    with open(path, "rb") as file:
        data = file.read()
    assert len(old) == len(new) and data.count(old) > 0
    with open(path, "wb") as file:
        file.write(data.replace(old, new))


@hostile("plain.gpkg", "nothing wrong: what the others are made from", rows=1)
def plain(path):
    geopackage(path)


@hostile("trigger.gpkg", "triggers on every table that would change others: never fire in reading", rows=1)
def trigger(path):
    geopackage(path, ["CREATE TRIGGER a AFTER INSERT ON t BEGIN DELETE FROM t; END",
                      "CREATE TRIGGER b AFTER UPDATE ON gpkg_contents BEGIN DELETE FROM t; END"])


@hostile("view.gpkg", "the layer is a view", refused=DAMAGED)
def view(path):
    geopackage(path, ["CREATE VIEW v AS SELECT fid, geom, name FROM t"], contents=(("t", "features"), ("v", "features")))


@hostile("view_of_contents.gpkg", "the list of layers itself is a view", refused=DAMAGED)
def view_of_contents(path):
    geopackage(path, ["ALTER TABLE gpkg_contents RENAME TO hidden",
                      "CREATE VIEW gpkg_contents AS SELECT * FROM hidden"])


@hostile("recursive.gpkg", "the layer is a view that counts without end", refused=DAMAGED)
def recursive(path):
    geopackage(path, ["CREATE VIEW v AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n) "
                      "SELECT fid, NULL AS geom FROM n"], contents=(("v", "features"),))


@hostile("generated.gpkg", "a generated column of 30,000 characters in each of 100,000 rows", refused="的上限|已损坏")
def generated(path):
    geopackage(path, table="CREATE TABLE t (fid INTEGER PRIMARY KEY, geom POINT, name TEXT, "
               "big TEXT AS (printf('%.*c', 30000, 'x')))", rows=(),
               statements=["WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
                           "INSERT INTO t (fid, name) SELECT i, 'x' FROM n"])


def generated_by(path, expression):
    """A layer with a generated column whose expression SQLite would not take from us."""
    stand_in = b"substr('a','" + b"0" * (len(expression) - 14) + b"')"
    geopackage(path, table="CREATE TABLE t (fid INTEGER PRIMARY KEY, geom POINT, name TEXT, other TEXT AS (" +
               stand_in.decode() + "))", rows=(), statements=["INSERT INTO t (fid) VALUES (1)"])
    forge(path, stand_in, expression)


@hostile("generated_file.gpkg", "a generated column that would read a file", refused=DAMAGED)
def generated_file(path):
    generated_by(path, b"readfile('/etc/passwd')")


@hostile("generated_extension.gpkg", "a generated column that would load a program", refused=DAMAGED)
def generated_extension(path):
    generated_by(path, b"load_extension('/tmp/wanjia_slip.so')")


@hostile("virtual.gpkg", "the layer is a virtual table", refused=DAMAGED)
def virtual(path):
    geopackage(path, ["CREATE VIRTUAL TABLE v USING fts5(geom, name)"],
               contents=(("t", "features"), ("v", "features")))
    forge(path, b"USING fts5", b"USING dbst")


@hostile("journal_beside.gpkg", "another database's write-ahead log lies beside it: not read", refused="正被其他程序使用")
def journal_beside(path):
    geopackage(path)
    with open(path, "r+b") as file:
        file.seek(18)
        file.write(b"\2\2")
    with open(path + b"-wal", "wb") as file:
        file.write(struct.pack(">8I", 0x377F0682, 3007000, 4096, 0, 1, 2, 0, 0) + b"\xAA" * 8192)


@hostile("rollback_beside.gpkg", "a hot rollback journal lies beside it: not played back", refused="正被其他程序使用")
def rollback_beside(path):
    geopackage(path)
    with open(path + b"-journal", "wb") as file:
        file.write(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + struct.pack(">5I", 1, 0, 1, 4096, 4096) + b"\xAA" * 8192)


def page_of(path, table):
    database = sqlite3.connect(path)
    root = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    return root, size


def interior(children, size, start=0):
    """An interior page of a table that points at `children`, with keys in order."""
    cells = [struct.pack(">I", child) + bytes([0x80 | (key >> 7 & 0x7F), key & 0x7F])
             for key, child in enumerate(children[:-1], 1)]
    content, pointers = b"", []
    for piece in cells:
        content = piece + content
        pointers.append(size - len(content))
    head = struct.pack(">BHHHBI", 5, 0, len(cells), size - len(content), 0, children[-1])
    body = head + b"".join(struct.pack(">H", p) for p in pointers)
    return body + b"\0" * (size - start - len(body) - len(content)) + content


@hostile("pages_repeated.gpkg", "a tree of pages whose branches are all the same leaf: 10^10 rows in 60 kB",
         refused=DAMAGED)
def pages_repeated(path):
    geopackage(path, page_size=1024, rows=((1, None, "x"),))
    root, size = page_of(path, "t")
    with open(path, "r+b") as file:
        data = bytearray(file.read())
        count = len(data) // size
        leaf = data[(root - 1) * size:root * size]
        levels = [count + 1 + i for i in range(4)]
        data[(root - 1) * size:root * size] = interior([levels[0]] * 100, size)
        for i in range(3):
            data += interior([levels[i + 1]] * 100, size)
        data += leaf
        data[28:32] = struct.pack(">I", len(data) // size)
        file.seek(0)
        file.write(data)


@hostile("pages_in_a_ring.gpkg", "a page of a table that is its own child", refused=DAMAGED)
def pages_ring(path):
    geopackage(path, page_size=1024)
    root, size = page_of(path, "t")
    with open(path, "r+b") as file:
        file.seek((root - 1) * size)
        file.write(interior([root] * 50, size))


@hostile("contents_repeated.gpkg", "the same for the list of layers: a million layers", refused=DAMAGED)
def contents_repeated(path):
    geopackage(path, page_size=1024)
    root, size = page_of(path, "gpkg_contents")
    with open(path, "r+b") as file:
        data = bytearray(file.read())
        count = len(data) // size
        leaf = data[(root - 1) * size:root * size]
        data[(root - 1) * size:root * size] = interior([count + 1] * 100, size)
        data += interior([count + 2] * 100, size) + interior([count + 3] * 100, size) + leaf
        data[28:32] = struct.pack(">I", len(data) // size)
        file.seek(0)
        file.write(data)


@hostile("overflow_ring.gpkg", "a text of 100 MB in a file of 1 MB: its pages go round in a ring", refused=DAMAGED)
def overflow_ring(path):
    true_size, said_size = 900_000, 100_000_000
    geopackage(path, page_size=1024, rows=((1, None, "x" * true_size),))
    root, size = page_of(path, "t")
    with open(path, "r+b") as file:
        data = bytearray(file.read())
        page = (root - 1) * size
        begin = page + struct.unpack(">H", data[page + 8:page + 10])[0]
        text = data.index(b"x" * 8, begin)
        # Payload length, row number, header of 3 types (none for the key, none for the shape, a text).
        head = lambda n: varint(n * 2 + 13)
        record = lambda n: bytes([3 + len(head(n)), 0, 0]) + head(n)
        assert bytes(data[begin:text]).endswith(record(true_size))
        longer = varint(said_size + len(record(said_size))) + b"\1" + record(said_size)
        data[text - len(longer):text] = longer
        data[page + 8:page + 10] = struct.pack(">H", text - len(longer) - page)
        for at in range(0, len(data), size):
            if data[at + 4:at + 12] == b"x" * 8:
                data[at:at + 4] = struct.pack(">I", at // size + 1)
        file.seek(0)
        file.write(data)


def varint(value):
    pieces = [value & 0x7F]
    while value := value >> 7:
        pieces.insert(0, value & 0x7F | 0x80)
    return bytes(pieces)


@hostile("long_text.gpkg", "a text of 100 MB", refused="已损坏|过长")
def long_text(path):
    geopackage(path, rows=((1, blob(), "x" * (100 * MEBIBYTE)),))


@hostile("large_geometry.gpkg", "a line of 40 MB", refused="已损坏|图形超过")
def large_geometry(path):
    line = struct.pack("<2BI", 1, 2, 0)[:1] + struct.pack("<2I", 2, 2_500_000) + struct.pack("<2d", 110, 28) * 2_500_000
    geopackage(path, rows=((1, blob(line), "x"),))


@hostile("lying_line.gpkg", "a line that says 2^32 - 1 points and has one", refused="已损坏|没有任何要素")
def lying_line(path):
    geopackage(path, rows=((1, blob(struct.pack("<B2I2d", 1, 2, 0xFFFFFFFF, 110, 28)), "x"),))


@hostile("lying_collection.gpkg", "geometry collections nested 10^5 deep", refused="已损坏|没有任何要素")
def lying_collection(path):
    geopackage(path, rows=((1, blob(struct.pack("<B2I", 1, 7, 1) * 100_000), "x"),))


@hostile("lying_header.gpkg", "a geometry whose header says an envelope that is not there", refused="已损坏|没有任何要素")
def lying_header(path):
    geopackage(path, rows=((1, b"GP\0\x09" + b"\0" * 8, "x"),))


@hostile("layer_named_sql.gpkg", "a layer whose name is an instruction to the database: a name", rows=1)
def layer_named_sql(path):
    name = 't"; DROP TABLE t; --'
    geopackage(path, ['ALTER TABLE t RENAME TO "t""; DROP TABLE t; --"'], contents=((name, "features"),))


@hostile("many_layers.gpkg", "2,500 layers", refused="图层|已损坏")
def many_layers(path):
    geopackage(path, contents=[("t", "features")] + [(f"t{i}", "attributes") for i in range(2_500)],
               statements=[f"CREATE TABLE t{i} (fid INTEGER PRIMARY KEY, x)" for i in range(2_500)])


@hostile("wide_table.gpkg", "a layer of 1,900 columns", refused="列的上限|已损坏")
def wide_table(path):
    geopackage(path, table="CREATE TABLE t (fid INTEGER PRIMARY KEY, geom POINT, " +
               ",".join(f"c{i} TEXT" for i in range(1900)) + ")", rows=(),
               statements=["INSERT INTO t (fid) VALUES (1)"])


@hostile("reference_deep.gpkg", "a reference system of 10^5 brackets: not understood, so there is no datum", rows=1)
def deep_reference(path):
    geopackage(path, reference='GEOGCS["a",' * 100_000 + "]" * 100_000)


@hostile("not_a_geopackage.gpkg", "a database without the tables of a GeoPackage", refused="已损坏|没有任何要素")
def not_a_geopackage(path):
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE secrets (a)")
    database.commit()
    database.close()


@hostile("truncated.gpkg", "the first half of a GeoPackage", refused=DAMAGED)
def truncated(path):
    geopackage(path)
    os.truncate(path, os.path.getsize(path) // 2)


@hostile("schema_broken.gpkg", "a schema that is no SQL", refused=DAMAGED)
def schema_broken(path):
    geopackage(path)
    forge(path, b"CREATE TABLE t (", b"CREATE EVIL! t (")
