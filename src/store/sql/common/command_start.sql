SELECT s.size, s.last_hash, s.peaks, s.ratchet_key,
       COALESCE((SELECT time_ms FROM trail ORDER BY seq DESC LIMIT 1), 0),
       COALESCE((SELECT max(size) FROM trail_checkpoint), 0),
       COALESCE((SELECT time_ms FROM trail_checkpoint ORDER BY size DESC LIMIT 1), 0),
       (SELECT COALESCE(max(begin_seq), 0) FROM declaration),
       (SELECT COALESCE(max(begin_seq), 0) FROM programme_version),
       (SELECT COALESCE(max(changed_seq), 0) FROM declaration WHERE register IN ('region', 'holiday')),
       (SELECT value FROM meta WHERE name = 'field_key')
FROM trail_state AS s
WHERE s.id = 1
