SELECT account, name, region, unit, disabled, password, must_change, totp, totp_step FROM account ORDER BY account
