SELECT t.seq, o.payload, d.details
FROM trail AS t LEFT JOIN operation AS o ON o.seq = t.seq LEFT JOIN trail_details AS d ON d.seq = t.seq
ORDER BY t.seq
