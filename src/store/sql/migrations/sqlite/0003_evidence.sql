-- Photos by what they look like: 64 bits in four parts of 16, each found by its own index, so that
-- pictures that differ in few bits are found without comparing with all.
CREATE TABLE evidence_picture (
    sha256 TEXT NOT NULL PRIMARY KEY,
    part_0 INTEGER NOT NULL,
    part_1 INTEGER NOT NULL,
    part_2 INTEGER NOT NULL,
    part_3 INTEGER NOT NULL,
    begin_seq INTEGER NOT NULL
);
CREATE INDEX evidence_picture_0 ON evidence_picture (part_0);
CREATE INDEX evidence_picture_1 ON evidence_picture (part_1);
CREATE INDEX evidence_picture_2 ON evidence_picture (part_2);
CREATE INDEX evidence_picture_3 ON evidence_picture (part_3);
-- What a file has ever been evidence of; a link that is taken back stays here.
CREATE TABLE evidence_use (
    sha256 TEXT NOT NULL,
    object_register TEXT NOT NULL,
    object_key TEXT NOT NULL,
    begin_seq INTEGER NOT NULL,
    PRIMARY KEY (sha256, object_register, object_key)
);
