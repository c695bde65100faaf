SELECT t.line, t.hash, t.tag, t.time_ms, d.salt, d.details
FROM trail AS t LEFT JOIN trail_details AS d ON d.seq = t.seq
WHERE t.seq = $1
