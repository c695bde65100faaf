SELECT id, register, file_name, file_sha256, time_ms, seq, read_rows, imported, unchanged, rejected, undone_seq FROM batch ORDER BY id DESC
