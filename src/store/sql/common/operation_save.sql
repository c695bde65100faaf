INSERT INTO operation (id, content_hash, seq, has_findings, answer, kind, payload) VALUES ($1, $2, $3, $4, $5, $6, $7)
