INSERT INTO indicator_part (programme, rules, period, county, region, indicator, part, begin_seq, value)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (programme, rules, period, county, region, indicator, part)
DO UPDATE SET value = excluded.value, begin_seq = excluded.begin_seq
