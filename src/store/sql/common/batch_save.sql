INSERT INTO batch (id, register, file_name, file_sha256, time_ms, seq, read_rows, imported, unchanged, rejected) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
