-- People: accounts and their secrets, what each may do, who is signed in, and failed attempts.
-- Times are milliseconds since 1970; `totp_step` is the last time step a code was taken for.
CREATE TABLE account (
    account TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    unit TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    password TEXT NOT NULL,
    must_change INTEGER NOT NULL,
    totp TEXT NOT NULL,
    totp_step INTEGER NOT NULL,
    begin_seq INTEGER NOT NULL
);
CREATE TABLE role_grant (
    id INTEGER NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    region TEXT NOT NULL,
    unit TEXT NOT NULL,
    programmes TEXT NOT NULL,
    operator_name TEXT NOT NULL,
    until_day TEXT NOT NULL,
    begin_seq INTEGER NOT NULL,
    end_seq INTEGER
);
CREATE INDEX role_grant_account ON role_grant (account, id);
CREATE TABLE sign_in_session (
    token TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    begin_ms INTEGER NOT NULL
);
CREATE INDEX sign_in_session_account ON sign_in_session (account, begin_ms);
CREATE TABLE sign_in_attempt (
    subject TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failure_ms INTEGER NOT NULL
);
