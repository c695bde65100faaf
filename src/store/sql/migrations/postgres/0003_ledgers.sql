-- The last serial number given under each beginning of a number: none is ever used again.
CREATE TABLE ledger_serial (
    ledger TEXT COLLATE "C" NOT NULL,
    prefix TEXT COLLATE "C" NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (ledger, prefix)
);
