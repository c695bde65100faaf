INSERT INTO indicator_part_history (county, programme, rules, period, indicator, part, region, value, begin_seq, end_seq)
SELECT county, programme, rules, period, indicator, part, region, value, begin_seq, $8
FROM indicator_part
WHERE programme = $1 AND rules = $2 AND period = $3 AND county = $4 AND region = $5 AND indicator = $6 AND part = $7 AND begin_seq < $8
