UPDATE declaration SET changed_seq = $2 WHERE register = $1
