INSERT INTO indicator_part (programme, period, region, indicator, part, begin_seq, value, county)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (programme, period, region, indicator, part)
DO UPDATE SET value = excluded.value, begin_seq = excluded.begin_seq
