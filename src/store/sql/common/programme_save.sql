INSERT INTO programme_version (programme, yaml, version, begin_seq, sha256, from_period) VALUES ($1, $2, $3, $4, $5, $6)
