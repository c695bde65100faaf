-- An administrator's role waits for a second person: `proposer` gave it, `confirmed_seq` says when it
-- began to hold. Both are empty for every other grant.
ALTER TABLE role_grant ADD COLUMN proposer TEXT NOT NULL DEFAULT '';
ALTER TABLE role_grant ADD COLUMN confirmed_seq INTEGER;
