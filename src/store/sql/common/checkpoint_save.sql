INSERT INTO trail_checkpoint (size, time_ms, text) VALUES ($1, $2, $3) ON CONFLICT (size) DO NOTHING
