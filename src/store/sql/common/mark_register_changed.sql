UPDATE declaration SET changed_seq = $2, next_id = $3 WHERE register = $1
