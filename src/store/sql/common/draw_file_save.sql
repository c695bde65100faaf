INSERT INTO draw_file (draw, file, content, begin_seq) VALUES ($1, $2, $3, $4)
ON CONFLICT (draw, file) DO UPDATE SET content = excluded.content, begin_seq = excluded.begin_seq
