DELETE FROM sign_in_attempt WHERE last_failure_ms < $1 AND failures > 0
