-- Keeps the newest sessions of an account that began at or after a time.
DELETE FROM sign_in_session WHERE account = $1 AND token NOT IN (
    SELECT token FROM sign_in_session WHERE account = $1 AND begin_ms >= $2
    ORDER BY begin_ms DESC, token LIMIT $3)
