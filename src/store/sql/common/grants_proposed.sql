SELECT id, account, role, region, unit, programmes, operator_name, until_day, proposer FROM role_grant WHERE end_seq IS NULL AND proposer <> '' AND confirmed_seq IS NULL ORDER BY id
