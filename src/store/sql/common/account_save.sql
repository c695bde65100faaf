INSERT INTO account (account, name, region, unit, disabled, password, must_change, totp, totp_step, begin_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (account) DO UPDATE SET name = $2, region = $3, unit = $4, disabled = $5, password = $6, must_change = $7, totp = $8, totp_step = $9
