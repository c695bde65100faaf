INSERT INTO trail (seq, line, hash, tag) VALUES ($1, $2, $3, $4)
