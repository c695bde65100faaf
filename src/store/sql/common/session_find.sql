SELECT account, begin_ms FROM sign_in_session WHERE token = $1
