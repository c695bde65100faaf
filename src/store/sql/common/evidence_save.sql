INSERT INTO evidence (name, sha256, begin_seq) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING
