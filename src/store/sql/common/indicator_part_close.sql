INSERT INTO indicator_part_history (county, programme, period, indicator, part, region, value, begin_seq, end_seq)
SELECT county, programme, period, indicator, part, region, value, begin_seq, $6
FROM indicator_part
WHERE programme = $1 AND period = $2 AND region = $3 AND indicator = $4 AND part = $5 AND begin_seq < $6
