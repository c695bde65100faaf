SELECT CASE WHEN EXISTS (SELECT 1 FROM account) THEN 1 ELSE 0 END, a.disabled, a.must_change,
       g.id, g.account, g.role, g.region, g.unit, g.programmes, g.operator_name, g.until_day
FROM (SELECT 1 AS one) AS always
LEFT JOIN account AS a ON a.account = $1
LEFT JOIN role_grant AS g ON g.account = a.account AND g.end_seq IS NULL
     AND (g.proposer = '' OR g.confirmed_seq IS NOT NULL)
ORDER BY g.id
