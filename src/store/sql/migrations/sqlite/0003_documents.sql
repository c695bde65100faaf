-- Documents as they were issued: the figures frozen then, by which description and template. A
-- correction is a further edition; nothing but number and approval is written later.
CREATE TABLE document_issue (
    id BIGINT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL,
    period TEXT NOT NULL,
    region TEXT NOT NULL,
    edition BIGINT NOT NULL,
    spec TEXT NOT NULL,
    template_name TEXT NOT NULL,
    template_file TEXT NOT NULL,
    figures TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    frozen_on TEXT NOT NULL,
    begin_seq BIGINT NOT NULL,
    number TEXT NOT NULL,
    approver TEXT NOT NULL,
    approved_on TEXT NOT NULL,
    approved_seq BIGINT
);
CREATE INDEX document_issue_period ON document_issue (document, period, region);
-- The template that an office uses in place of the program's own.
CREATE TABLE document_template (
    document TEXT NOT NULL PRIMARY KEY,
    template_name TEXT NOT NULL,
    template_file TEXT NOT NULL,
    begin_seq BIGINT NOT NULL
);
