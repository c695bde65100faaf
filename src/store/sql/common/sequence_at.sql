SELECT COALESCE(MAX(seq), 0) FROM trail WHERE time_ms <= $1
