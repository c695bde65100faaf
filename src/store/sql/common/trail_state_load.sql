SELECT size, last_hash, peaks, ratchet_key,
       COALESCE((SELECT time_ms FROM trail ORDER BY seq DESC LIMIT 1), 0),
       COALESCE((SELECT max(size) FROM trail_checkpoint), 0),
       COALESCE((SELECT time_ms FROM trail_checkpoint ORDER BY size DESC LIMIT 1), 0)
FROM trail_state WHERE id = 1
