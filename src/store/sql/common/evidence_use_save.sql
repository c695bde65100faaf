INSERT INTO evidence_use (sha256, object_register, object_key, begin_seq)
VALUES ($1, $2, $3, $4) ON CONFLICT (sha256, object_register, object_key) DO NOTHING
