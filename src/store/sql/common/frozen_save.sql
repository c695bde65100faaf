INSERT INTO frozen_period (programme, period, edition, seq, rules, sha256, document, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
