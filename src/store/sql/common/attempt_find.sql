SELECT failures, last_failure_ms FROM sign_in_attempt WHERE subject = $1
