INSERT INTO operation (id, content_hash, seq, has_findings, answer) VALUES ($1, $2, $3, $4, $5)
