SELECT account, name, region, unit, disabled, password, must_change, totp, totp_step, begin_seq FROM account WHERE account = $1
