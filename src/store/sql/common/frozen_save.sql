INSERT INTO frozen_period (programme, period, seq, sha256, document) VALUES ($1, $2, $3, $4, $5)
