UPDATE declaration SET changed_seq = $2, next_id = COALESCE($3, next_id) WHERE register = $1
