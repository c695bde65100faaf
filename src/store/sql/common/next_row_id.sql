SELECT next_id FROM declaration WHERE register = $1
