INSERT INTO sign_in_attempt (subject, failures, last_failure_ms) VALUES ($1, $2, $3)
ON CONFLICT (subject) DO UPDATE SET failures = $2, last_failure_ms = $3
