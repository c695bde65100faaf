-- Numbered as the same step of the other database. Texts compare byte by byte, as there.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;

CREATE TABLE meta (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- The trail: lines as they are hashed (TAL-1), one after the other, never changed. `time_ms` never
-- falls, so that any day can be read as it was known then.
CREATE TABLE trail (
    seq BIGINT PRIMARY KEY,
    line TEXT NOT NULL,
    hash TEXT NOT NULL,
    tag BYTEA NOT NULL,
    time_ms BIGINT NOT NULL
);
CREATE TRIGGER trail_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trail
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE INDEX trail_time ON trail (time_ms, seq);

-- What a line's hash of details stands for; erasing a row leaves the chain valid.
CREATE TABLE trail_details (
    seq BIGINT PRIMARY KEY,
    salt BYTEA NOT NULL,
    details TEXT NOT NULL
);

CREATE TABLE trail_state (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    size BIGINT NOT NULL,
    last_hash TEXT NOT NULL,
    peaks BYTEA NOT NULL,
    ratchet_key BYTEA NOT NULL
);

CREATE TABLE trail_checkpoint (
    size BIGINT PRIMARY KEY,
    time_ms BIGINT NOT NULL,
    text TEXT NOT NULL
);

-- What each client operation was and did: a repeated one counts once, and the trail can be replayed.
-- `payload` stands only where the trail's details do not hold it.
CREATE TABLE operation (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    content_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    seq BIGINT NOT NULL,
    has_findings BIGINT NOT NULL,
    answer TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT
);
CREATE UNIQUE INDEX operation_seq ON operation (seq);

CREATE TABLE declaration (
    register TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    yaml TEXT NOT NULL,
    begin_seq BIGINT NOT NULL,
    changed_seq BIGINT NOT NULL,  -- of the last change to any of its rows
    next_id BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE programme_version (
    programme TEXT COLLATE "C" NOT NULL,
    begin_seq BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    yaml TEXT NOT NULL,
    from_period TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (programme, begin_seq)
);

-- A sealed period: its figures are those of the trail number `seq`, with the rules then. It may be
-- stated again, openly: the first edition stays.
CREATE TABLE frozen_period (
    programme TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    edition BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    rules BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    document TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (programme, period, edition)
);

CREATE TABLE batch (
    id BIGINT PRIMARY KEY,
    register TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    time_ms BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    read_rows BIGINT NOT NULL,
    imported BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    undone_seq BIGINT
);

-- One half (n: numerator, d: denominator) of an indicator in one region, under one version of the
-- rules (its begin_seq). `period` is empty for a half that counts today's state.
CREATE TABLE indicator_part (
    county TEXT COLLATE "C" NOT NULL,
    programme TEXT COLLATE "C" NOT NULL,
    rules BIGINT NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    indicator TEXT COLLATE "C" NOT NULL,
    part TEXT COLLATE "C" NOT NULL,
    region TEXT COLLATE "C" NOT NULL,
    value BIGINT NOT NULL,
    begin_seq BIGINT NOT NULL,
    PRIMARY KEY (programme, rules, period, county, region, indicator, part)
);
CREATE INDEX indicator_part_region ON indicator_part (programme, rules, county, region);
CREATE TABLE indicator_part_history (
    county TEXT COLLATE "C" NOT NULL,
    programme TEXT COLLATE "C" NOT NULL,
    rules BIGINT NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    indicator TEXT COLLATE "C" NOT NULL,
    part TEXT COLLATE "C" NOT NULL,
    region TEXT COLLATE "C" NOT NULL,
    value BIGINT NOT NULL,
    begin_seq BIGINT NOT NULL,
    end_seq BIGINT NOT NULL,
    PRIMARY KEY (programme, rules, period, county, region, indicator, part, begin_seq)
);
CREATE TRIGGER indicator_part_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON indicator_part_history
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Files that commands speak of, and their bytes in pieces of one MiB.
CREATE TABLE evidence (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    begin_seq BIGINT NOT NULL
);
CREATE TABLE file_part (
    name TEXT COLLATE "C" NOT NULL,
    part BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (name, part)
);
