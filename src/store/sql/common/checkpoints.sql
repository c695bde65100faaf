SELECT size, time_ms, text FROM trail_checkpoint ORDER BY size
