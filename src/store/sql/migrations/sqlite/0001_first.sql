PRAGMA application_id = 0x47504B47;  -- GPKG
PRAGMA user_version = 10300;

CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL,
    definition TEXT NOT NULL,
    description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
    ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL),
    ('WGS 84', 4326, 'EPSG', 4326,
     'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
     NULL),
    ('China Geodetic Coordinate System 2000', 4490, 'EPSG', 4490,
     'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4490"]]',
     NULL);

CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY,
    data_type TEXT NOT NULL,
    identifier TEXT UNIQUE,
    description TEXT DEFAULT '',
    last_change DATETIME NOT NULL,
    min_x DOUBLE,
    min_y DOUBLE,
    max_x DOUBLE,
    max_y DOUBLE,
    srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id)
);

CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents (table_name),
    column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys (srs_id),
    z TINYINT NOT NULL,
    m TINYINT NOT NULL,
    PRIMARY KEY (table_name, column_name)
);

CREATE TABLE gpkg_extensions (
    table_name TEXT,
    column_name TEXT,
    extension_name TEXT NOT NULL,
    definition TEXT NOT NULL,
    scope TEXT NOT NULL,
    UNIQUE (table_name, column_name, extension_name)
);

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The trail: lines as they are hashed (TAL-1), one after the other, never changed.
CREATE TABLE trail (
    seq INTEGER PRIMARY KEY,
    line TEXT NOT NULL,
    hash TEXT NOT NULL,
    tag BLOB NOT NULL
);
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;

-- What a line's hash of details stands for; erasing a row leaves the chain valid.
CREATE TABLE trail_details (
    seq INTEGER PRIMARY KEY,
    salt BLOB NOT NULL,
    details TEXT NOT NULL
);

CREATE TABLE trail_state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    size INTEGER NOT NULL,
    last_hash TEXT NOT NULL,
    peaks BLOB NOT NULL,
    ratchet_key BLOB NOT NULL
);

CREATE TABLE trail_checkpoint (
    size INTEGER PRIMARY KEY,
    time_ms INTEGER NOT NULL,
    text TEXT NOT NULL
);

-- What each client operation did, so that a repeated one counts once.
CREATE TABLE operation (
    id TEXT NOT NULL PRIMARY KEY,
    content_hash TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    has_findings INTEGER NOT NULL,
    answer TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE declaration (
    register TEXT NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    yaml TEXT NOT NULL,
    begin_seq INTEGER NOT NULL,
    changed_seq INTEGER NOT NULL  -- of the last change to any of its rows
) WITHOUT ROWID;

CREATE TABLE programme_version (
    programme TEXT NOT NULL,
    begin_seq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    yaml TEXT NOT NULL,
    PRIMARY KEY (programme, begin_seq)
) WITHOUT ROWID;

-- A period that was sealed: its figures are those of the trail number `seq`, with the rules then.
CREATE TABLE frozen_period (
    programme TEXT NOT NULL,
    period TEXT NOT NULL,
    seq INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (programme, period)
) WITHOUT ROWID;

CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    register TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    read_rows INTEGER NOT NULL,
    imported INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    undone_seq INTEGER
);

-- One half (n: numerator, d: denominator) of an indicator in one region. `period` is empty for a
-- half that counts today's state; such a half is the same in every open period.
CREATE TABLE indicator_part (
    county TEXT NOT NULL,
    programme TEXT NOT NULL,
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,
    part TEXT NOT NULL,
    region TEXT NOT NULL,
    value INTEGER NOT NULL,
    begin_seq INTEGER NOT NULL,
    PRIMARY KEY (programme, period, region, indicator, part)
) WITHOUT ROWID;
CREATE INDEX indicator_part_region ON indicator_part (programme, region);
CREATE TABLE indicator_part_history (
    county TEXT NOT NULL,
    programme TEXT NOT NULL,
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,
    part TEXT NOT NULL,
    region TEXT NOT NULL,
    value INTEGER NOT NULL,
    begin_seq INTEGER NOT NULL,
    end_seq INTEGER NOT NULL,
    PRIMARY KEY (programme, period, region, indicator, part, begin_seq)
) WITHOUT ROWID;
CREATE TRIGGER indicator_part_history_no_update BEFORE UPDATE ON indicator_part_history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER indicator_part_history_no_delete BEFORE DELETE ON indicator_part_history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
