DELETE FROM sign_in_session WHERE token = $1
