INSERT INTO trail (seq, line, hash, tag, time_ms) VALUES ($1, $2, $3, $4, $5)
