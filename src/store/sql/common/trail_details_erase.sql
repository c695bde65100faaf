DELETE FROM trail_details WHERE seq = $1
