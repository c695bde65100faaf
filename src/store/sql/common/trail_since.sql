SELECT seq, time_ms, line FROM trail WHERE seq > $1 ORDER BY seq LIMIT 4096
