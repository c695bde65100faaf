SELECT size, last_hash, peaks, ratchet_key FROM trail_state WHERE id = 1
