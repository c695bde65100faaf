SELECT s.size, s.last_hash, s.peaks, s.ratchet_key,
       COALESCE((SELECT time_ms FROM trail ORDER BY seq DESC LIMIT 1), 0),
       COALESCE((SELECT max(size) FROM trail_checkpoint), 0),
       COALESCE((SELECT time_ms FROM trail_checkpoint ORDER BY size DESC LIMIT 1), 0),
       (SELECT COALESCE(max(begin_seq), 0) FROM declaration),
       (SELECT COALESCE(max(begin_seq), 0) FROM programme_version),
       (SELECT COALESCE(max(changed_seq), 0) FROM declaration WHERE register IN ('region', 'holiday')),
       o.id, o.content_hash, o.seq, o.has_findings, o.answer, o.kind,
       (SELECT value FROM meta WHERE name = 'field_key')
FROM trail_state AS s
LEFT JOIN (SELECT id, content_hash, seq, has_findings, answer, kind FROM operation
           WHERE id = $1 OR content_hash = $2
           ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END LIMIT 1) AS o ON TRUE
WHERE s.id = 1
