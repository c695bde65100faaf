SELECT programme, yaml, version, begin_seq
FROM programme_version AS p
WHERE begin_seq = (SELECT MAX(begin_seq) FROM programme_version AS q
                   WHERE q.programme = p.programme AND q.begin_seq <= $1)
ORDER BY programme
