SELECT id, content_hash, seq, has_findings, answer FROM operation WHERE id = $1 OR content_hash = $2 ORDER BY (id = $1) DESC LIMIT 1
