-- Photos by what they look like: 64 bits in four parts of 16, each found by its own index, so that
-- pictures that differ in few bits are found without comparing with all.
CREATE TABLE evidence_picture (
    sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    part_0 BIGINT NOT NULL,
    part_1 BIGINT NOT NULL,
    part_2 BIGINT NOT NULL,
    part_3 BIGINT NOT NULL,
    begin_seq BIGINT NOT NULL
);
CREATE INDEX evidence_picture_0 ON evidence_picture (part_0);
CREATE INDEX evidence_picture_1 ON evidence_picture (part_1);
CREATE INDEX evidence_picture_2 ON evidence_picture (part_2);
CREATE INDEX evidence_picture_3 ON evidence_picture (part_3);
-- What a file has ever been evidence of; a link that is taken back stays here.
CREATE TABLE evidence_use (
    sha256 TEXT COLLATE "C" NOT NULL,
    object_register TEXT COLLATE "C" NOT NULL,
    object_key TEXT COLLATE "C" NOT NULL,
    begin_seq BIGINT NOT NULL,
    PRIMARY KEY (sha256, object_register, object_key)
);
