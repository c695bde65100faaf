INSERT INTO role_grant (id, account, role, region, unit, programmes, operator_name, until_day, begin_seq, proposer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
