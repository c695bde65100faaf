-- Time of every trail number, never falling, so that any day can be read as it was known then.
DROP TRIGGER trail_no_update;
ALTER TABLE trail ADD COLUMN time_ms INTEGER NOT NULL DEFAULT 0;
UPDATE trail SET time_ms = told.time_ms
FROM (SELECT seq, MAX(CAST(substr(line, instr(line, '{"t":') + 5) AS INTEGER)) OVER (ORDER BY seq) AS time_ms
      FROM trail) AS told
WHERE told.seq = trail.seq;
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE INDEX trail_time ON trail (time_ms, seq);
ALTER TABLE trail_state RENAME COLUMN only TO id;

-- Every command in full, so that the trail can be replayed. `payload` stands only where the trail's
-- details do not hold it.
ALTER TABLE operation ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE operation ADD COLUMN payload TEXT;
UPDATE operation SET kind = COALESCE((
    SELECT CASE json_extract(substr(line, instr(line, '{')), '$.a')
               WHEN 'import' THEN 'import' WHEN 'register.put' THEN 'put'
               WHEN 'register.remove' THEN 'remove' WHEN 'import.undo' THEN 'undo'
               WHEN 'register.declare' THEN 'declare' WHEN 'programme.load' THEN 'load_programme'
               WHEN 'score.freeze' THEN 'freeze' ELSE 'note' END
    FROM trail WHERE trail.seq = operation.seq), 'note');
UPDATE operation SET payload = (SELECT json_object('yaml', yaml) FROM declaration WHERE begin_seq = seq)
WHERE kind = 'declare';
UPDATE operation SET payload = (SELECT json_object('yaml', yaml) FROM programme_version WHERE begin_seq = seq)
WHERE kind = 'load_programme';
UPDATE operation SET payload = (SELECT json_object('programme', programme, 'period', period)
                                FROM frozen_period WHERE frozen_period.seq = operation.seq)
WHERE kind = 'freeze';
INSERT INTO operation (id, content_hash, seq, has_findings, answer, kind, payload)
SELECT 'init-' || (SELECT value FROM meta WHERE name = 'origin'), 'init', 1, 0, '{}', 'init',
       json_object('registers', json_group_array(yaml))
FROM (SELECT yaml FROM declaration WHERE begin_seq = 1 ORDER BY register)
HAVING count(*) > 0;
CREATE UNIQUE INDEX operation_seq ON operation (seq);

-- Row numbers are counted here, so that a replay gives every row the number it had.
ALTER TABLE declaration ADD COLUMN next_id INTEGER NOT NULL DEFAULT 1;
CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT);  -- so that sqlite_sequence exists
DROP TABLE counted;
UPDATE declaration SET next_id = COALESCE((SELECT seq + 1 FROM sqlite_sequence WHERE name = register), 1);

-- A rule holds from a period on; halves belong to one version of the rules.
ALTER TABLE programme_version ADD COLUMN from_period TEXT NOT NULL DEFAULT '';
CREATE TABLE part (
    county TEXT NOT NULL,
    programme TEXT NOT NULL,
    rules INTEGER NOT NULL,  -- begin_seq of the programme version
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,
    part TEXT NOT NULL,
    region TEXT NOT NULL,
    value INTEGER NOT NULL,
    begin_seq INTEGER NOT NULL,
    PRIMARY KEY (programme, rules, period, county, region, indicator, part)
) WITHOUT ROWID;
CREATE TABLE part_history (
    county TEXT NOT NULL,
    programme TEXT NOT NULL,
    rules INTEGER NOT NULL,
    period TEXT NOT NULL,
    indicator TEXT NOT NULL,
    part TEXT NOT NULL,
    region TEXT NOT NULL,
    value INTEGER NOT NULL,
    begin_seq INTEGER NOT NULL,
    end_seq INTEGER NOT NULL,
    PRIMARY KEY (programme, rules, period, county, region, indicator, part, begin_seq)
) WITHOUT ROWID;
CREATE TEMP TABLE span AS
SELECT programme, begin_seq AS first,
       LEAD(begin_seq) OVER (PARTITION BY programme ORDER BY begin_seq) AS next
FROM programme_version;
-- The halves of a version stay as they were when the next one was loaded.
INSERT INTO part
SELECT county, p.programme, span.first, period, indicator, part, region, value, MAX(begin_seq, first)
FROM indicator_part AS p JOIN span ON span.programme = p.programme AND (next IS NULL OR begin_seq < next);
INSERT INTO part
SELECT county, h.programme, span.first, period, indicator, part, region, value, MAX(begin_seq, first)
FROM indicator_part_history AS h
JOIN span ON span.programme = h.programme AND first < end_seq AND begin_seq < next AND next <= end_seq;
INSERT INTO part_history
SELECT county, h.programme, span.first, period, indicator, part, region, value, MAX(begin_seq, first), end_seq
FROM indicator_part_history AS h
JOIN span ON span.programme = h.programme AND first < end_seq AND (next IS NULL OR end_seq < next);
DROP TABLE span;
DROP TABLE indicator_part;
DROP TABLE indicator_part_history;
ALTER TABLE part RENAME TO indicator_part;
ALTER TABLE part_history RENAME TO indicator_part_history;
CREATE INDEX indicator_part_region ON indicator_part (programme, rules, county, region);
CREATE TRIGGER indicator_part_history_no_update BEFORE UPDATE ON indicator_part_history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER indicator_part_history_no_delete BEFORE DELETE ON indicator_part_history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;

-- A sealed period may be stated again, openly: the first edition stays.
CREATE TABLE edition (
    programme TEXT NOT NULL,
    period TEXT NOT NULL,
    edition INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    rules INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    document TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (programme, period, edition)
) WITHOUT ROWID;
INSERT INTO edition
SELECT programme, period, 1, seq,
       (SELECT MAX(begin_seq) FROM programme_version AS v WHERE v.programme = f.programme AND v.begin_seq < f.seq),
       sha256, document, ''
FROM frozen_period AS f;
DROP TABLE frozen_period;
ALTER TABLE edition RENAME TO frozen_period;

-- Files that commands speak of; their bytes stand beside the database under the same name.
CREATE TABLE evidence (
    name TEXT NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    begin_seq INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO evidence
SELECT 'files/' || file_sha256 || CASE WHEN length(ending) BETWEEN 2 AND 12 THEN ending ELSE '' END,
       file_sha256, MIN(seq)
FROM (SELECT file_sha256, seq,
             CASE WHEN instr(file_name, '.') > 0
                  THEN '.' || lower(replace(file_name, rtrim(file_name, replace(file_name, '.', '')), '')) END AS ending
      FROM batch)
GROUP BY 1;

-- A batch bears the time of its trail entry.
UPDATE batch SET time_ms = COALESCE((SELECT CAST(substr(line, instr(line, '{"t":') + 5) AS INTEGER)
                                     FROM trail WHERE trail.seq = batch.seq), time_ms);
