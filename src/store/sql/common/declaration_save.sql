INSERT INTO declaration (register, sha256, yaml, begin_seq, changed_seq, next_id) VALUES ($1, $2, $3, $4, $4, 1)
