INSERT INTO file_part (name, part, bytes) VALUES ($1, $2, $3) ON CONFLICT (name, part) DO UPDATE SET bytes = excluded.bytes
