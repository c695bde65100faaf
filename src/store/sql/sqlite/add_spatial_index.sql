INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
VALUES ($1, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')
