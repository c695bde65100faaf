INSERT INTO evidence_picture (sha256, part_0, part_1, part_2, part_3, begin_seq)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (sha256) DO NOTHING
