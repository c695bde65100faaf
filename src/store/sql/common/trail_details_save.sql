INSERT INTO trail_details (seq, salt, details) VALUES ($1, $2, $3)
