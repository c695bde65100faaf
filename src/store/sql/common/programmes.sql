SELECT programme, yaml, version, begin_seq, from_period FROM programme_version WHERE begin_seq <= $1 ORDER BY programme, begin_seq
