INSERT INTO sign_in_session (token, account, begin_ms) VALUES ($1, $2, $3)
