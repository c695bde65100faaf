SELECT id, account, role, region, unit, programmes, operator_name, until_day FROM role_grant WHERE account = $1 AND end_seq IS NULL AND (proposer = '' OR confirmed_seq IS NOT NULL) ORDER BY id
