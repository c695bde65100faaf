"""Hostile texts (csv, GeoJSON) and things that are not files at all."""
import os

from corpus import hostile

DAMAGED = "已损坏"
MEBIBYTE = 1 << 20


@hostile("empty.csv", "0 bytes", refused="空文件")
def empty(_):
    return b""


@hostile("line_feeds.csv", "20 MB of line feeds", refused="没有任何内容")
def line_feeds(_):
    return b"\n" * (20 * MEBIBYTE)


@hostile("nul.csv", "a NUL inside a cell", refused="空字符")
def nul(_):
    return b"a,b\nc\0d,e\n"


@hostile("gibibyte_of_nothing.csv", "a sparse file of 1 GiB, one line of NULs", refused="空字符")
def gibibyte(path):
    with open(path, "wb") as file:
        file.write(b"a,b\n")
        file.truncate(1 << 30)


@hostile("one_line.csv", "one line of 256 MB without a separator", refused="个字符")
def one_line(path):
    with open(path, "wb") as file:
        for _ in range(256):
            file.write(b"a" * MEBIBYTE)


@hostile("only_quotes.csv", "8 MB of double quotes", refused="双引号|个字符")
def only_quotes(_):
    return b'"' * (8 * MEBIBYTE + 1)


@hostile("open_quote.csv", "a quote that is never closed before 30 MB", refused="双引号")
def open_quote(_):
    return b'a,b\n1,"' + b"x,y\n" * (7 * MEBIBYTE)


@hostile("quoted_lines.csv", "cells of 16,000 quoted lines, each counted again if the length were not kept", rows=150)
def quoted_lines(_):
    return ('"' + "村\n" * 16_000 + '"\n').encode() * 150


@hostile("comma_flood.csv", "10 million commas in one line", refused="列的上限")
def comma_flood(_):
    return b"," * 10_000_000


@hostile("empty_columns.csv", "100,000 lines of 900 empty cells and one value: cells out of nearly nothing",
         rows=40_000)
def empty_columns(_):
    return (b"," * 900 + b"1\n") * 40_000


@hostile("returns.csv", "carriage returns and line feeds in every order: rows as they stand", rows=2)
def returns(_):
    return b"a\r\r\n\n\r" * 1 + b"\n\r\r" * 1000 + b"b\r"


@hostile("utf16.csv", "UTF-16 with its mark: read", rows=2)
def utf16(_):
    return "村,户\n石坝,3\n".encode("utf-16")


@hostile("utf16_odd.csv", "UTF-16 that ends in half a character", refused="UTF-16")
def utf16_odd(_):
    return "村,户\n石坝,3\n".encode("utf-16") + b"\x51"


@hostile("utf16_surrogate.csv", "UTF-16 with half a surrogate pair", refused="UTF-16")
def utf16_surrogate(_):
    return b"\xFF\xFEa\0\x00\xD8a\0"


@hostile("utf16_nul.csv", "UTF-16 of 64 MB of NULs", refused="空字符")
def utf16_nul(path):
    with open(path, "wb") as file:
        file.write(b"\xFF\xFEa\0")
        file.truncate(64 * MEBIBYTE)


@hostile("no_encoding.csv", "bytes that are in no encoding", refused="编码")
def no_encoding(_):
    return b"a,b\n\xFF\xFF\xFF,\xC0\x80\n"


@hostile("gb18030_cut.csv", "GB18030 that ends in half a character", refused="编码")
def gb18030_cut(_):
    return "村,户\n石坝".encode("gb18030")[:-1]


@hostile("late_break.csv", "30 MB of UTF-8, then one byte that is not", refused="编码")
def late_break(_):
    return "村,户\n".encode() * (3 * MEBIBYTE) + b"\xFF\n"


@hostile("bidi.csv", "marks that turn the direction of writing, and zero-width characters: data", rows=2)
def bidi(_):
    return "村\u202e代码,\u200b\u2066户\n\ufeff431224101201,\u20693\n"


@hostile("formulas.csv", "formulas that would start programs: texts like any other", rows=2)
def formulas(_):
    return "=cmd|' /C calc'!A0,@SUM(1)\n+1,-1\n"


@hostile("page.csv", "a web page under the name of a text", refused="网页")
def page(_):
    return '<html><script src="http://127.0.0.1:9/"></script></html>'


@hostile("picture.csv", "a picture of 65,535 by 65,535 points", refused="图片")
def picture(_):
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\6\0\0\0" + b"\0" * 400


@hostile("document.xlsx", "a PDF under the name of a workbook", refused="PDF")
def document(_):
    return b"%PDF-1.7\n" + b"x" * 500


@hostile("program.csv", "a program", refused="程序")
def program(_):
    return b"\x7fELF" + b"\2" * 500


@hostile("fifo.csv", "a pipe that nobody writes to", refused="无法读取")
def fifo(path):
    os.mkfifo(path)


@hostile("folder.csv", "a folder", refused="无法读取")
def folder(path):
    os.mkdir(path)


@hostile("endless_device.csv", "a link to the device that gives NULs for ever", refused="无法读取")
def endless_device(path):
    os.symlink("/dev/zero", path)


@hostile("link_to_nothing.csv", "a link to a file that does not exist", refused="找不到")
def link_to_nothing(path):
    os.symlink("/nowhere/at/all", path)


@hostile("link_to_itself.csv", "a link to itself", refused="无法读取|找不到")
def link_to_itself(path):
    os.symlink(os.path.basename(path), path)


@hostile("name\n\u202efdp.csv", "a file name with a line feed and a mark that turns the direction: data", rows=1)
def strange_name(_):
    return "a,b\n"


@hostile(b"\xff\xfe\xb4\xe5.csv", "a file name that is no text", refused="双引号")
def name_without_encoding(_):
    return 'a,"b\n'


@hostile("\x1b[2J\u202efdp\n.csv", "a file name that would clear a terminal", refused="双引号")
def name_for_terminals(_):
    return 'a,"b\n'


@hostile("村" * 82 + ".csv", "a file name of 250 bytes", rows=1)
def long_name(_):
    return "a,b\n"


def collection(features, more=""):
    return '{"type":"FeatureCollection",' + more + '"features":[' + features + "]}"


def feature(properties="{}", geometry='{"type":"Point","coordinates":[110,28]}'):
    return '{"type":"Feature","properties":' + properties + ',"geometry":' + geometry + "}"


@hostile("plain.geojson", "nothing wrong: what changed files are made from", rows=3)
def plain(_):
    return collection(",".join([
        feature('{"name":"村","n":1,"x":1.5,"d":"2020-01-02","l":[1,2]}'),
        feature('{"name":null,"n":-7}', '{"type":"Polygon","coordinates":[[[110,28],[111,28],[111,29],[110,28]]]}'),
        feature('{}', '{"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[1,2]]}]}')]),
        '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},')


@hostile("deep_arrays.geojson", "arrays nested 10^5 deep in a property", refused=DAMAGED)
def deep_arrays(_):
    return collection(feature('{"a":' + "[" * 100_000 + "]" * 100_000 + "}"))


@hostile("deep_objects.geojson", "objects nested 10^5 deep", refused=DAMAGED)
def deep_objects(_):
    return collection(feature('{"a":' * 100_000 + "1" + "}" * 100_000))


@hostile("deep_coordinates.geojson", "coordinates nested 10^5 deep", refused=DAMAGED)
def deep_coordinates(_):
    return collection(feature(geometry='{"type":"MultiPolygon","coordinates":' + "[" * 100_000 + "]" * 100_000 + "}"))


@hostile("deep_collections.geojson", "geometry collections nested 10^4 deep", refused=DAMAGED)
def deep_collections(_):
    return collection(feature(geometry='{"type":"GeometryCollection","geometries":[' * 10_000 + "]}" * 10_000))


@hostile("ten_million_positions.geojson", "one line of 10^7 positions", refused=DAMAGED)
def ten_million(_):
    return collection(feature(geometry='{"type":"LineString","coordinates":[' + "[110,28]," * 9_999_999 +
                              "[110,28]]}"))


@hostile("many_properties.geojson", "100,000 properties with names of their own", refused="列的上限|已损坏")
def many_properties(_):
    return collection(feature("{" + ",".join(f'"p{i}":{i}' for i in range(100_000)) + "}"))


@hostile("new_property_each.geojson", "20,000 features, each with a property of its own", refused="列的上限|已损坏")
def new_property_each(_):
    return collection(",".join(feature('{"p%d":1}' % i) for i in range(20_000)))


@hostile("numbers.geojson", "numbers beyond every size and of 100,000 digits", refused=DAMAGED)
def numbers(_):
    return collection(feature('{"a":1e999,"b":' + "9" * 100_000 + "}") + "," +
                      feature('{"a":-1e999}', '{"type":"Point","coordinates":[1e999,-1e999]}'))


@hostile("nul_in_name.geojson", "a property whose name holds a NUL: read up to it", rows=1)
def nul_in_name(_):
    return collection(feature('{"a\\u0000b":"c\\u0000d"}'))


@hostile("not_utf8.geojson", "texts that are not UTF-8", refused="编码|已损坏")
def not_utf8(_):
    return collection(feature('{"a":"@"}')).encode().replace(b"@", b"\xff\xfe\xc0\x80")


@hostile("surrogates.geojson", "half a surrogate pair as an escape: replaced", rows=1)
def surrogates(_):
    return collection(feature('{"a":"\\ud800x\\udc00"}'))


@hostile("reference_at_address.geojson", "a reference system that lies at an address", refused="坐标系")
def reference_at_address(_):
    return collection(feature(), '"crs":{"type":"link","properties":{"href":"http://127.0.0.1:9/x","type":"proj4"}},')


@hostile("reference_in_file.geojson", "a reference system that is the name of a file", refused="坐标系")
def reference_in_file(_):
    return collection(feature(), '"crs":{"type":"name","properties":{"name":"/etc/passwd"}},')


@hostile("reference_by_name.geojson", "a reference system that is the name of an address", refused="坐标系")
def reference_by_name(_):
    return collection(feature(), '"crs":{"type":"name","properties":{"name":"http://127.0.0.1:9/crs"}},')


@hostile("cut.geojson", "ends in the middle of a feature", refused=DAMAGED)
def cut(_):
    return collection(feature())[:-40]


@hostile("other.geojson", "JSON that is no map", refused=DAMAGED)
def other(_):
    return '{"a":' + "[1,2]" + ',"type":"Topology"}'


@hostile("long_text.geojson", "a property of 30 MB", refused="过长|已损坏")
def long_text(_):
    return collection(feature('{"a":"' + "x" * (30 * MEBIBYTE) + '"}'))
