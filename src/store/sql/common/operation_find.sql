SELECT id, content_hash, seq, has_findings, answer, kind FROM operation WHERE id = $1 OR content_hash = $2 ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END LIMIT 1
