-- Ledgers: a register with a workflow. The register is declared as any other; this is its workflow.
CREATE TABLE ledger (
    ledger TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    begin_seq BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    yaml TEXT NOT NULL
);
