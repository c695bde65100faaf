SELECT o.id, o.content_hash, o.seq, o.has_findings, o.answer, o.kind, o.payload, d.details
FROM operation AS o LEFT JOIN trail_details AS d ON d.seq = o.seq
WHERE o.seq = $1
