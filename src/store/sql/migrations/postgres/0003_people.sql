-- People: accounts and their secrets, what each may do, who is signed in, and failed attempts.
-- Times are milliseconds since 1970; `totp_step` is the last time step a code was taken for.
CREATE TABLE account (
    account TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    unit TEXT NOT NULL,
    disabled BIGINT NOT NULL,
    password TEXT NOT NULL,
    must_change BIGINT NOT NULL,
    totp TEXT NOT NULL,
    totp_step BIGINT NOT NULL,
    begin_seq BIGINT NOT NULL
);
CREATE TABLE role_grant (
    id BIGINT NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    role TEXT NOT NULL,
    region TEXT NOT NULL,
    unit TEXT NOT NULL,
    programmes TEXT NOT NULL,
    operator_name TEXT NOT NULL,
    until_day TEXT NOT NULL,
    begin_seq BIGINT NOT NULL,
    end_seq BIGINT
);
CREATE INDEX role_grant_account ON role_grant (account, id);
CREATE TABLE sign_in_session (
    token TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    begin_ms BIGINT NOT NULL
);
CREATE INDEX sign_in_session_account ON sign_in_session (account, begin_ms);
CREATE TABLE sign_in_attempt (
    subject TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_failure_ms BIGINT NOT NULL
);
