UPDATE declaration SET sha256 = $2, yaml = $3, begin_seq = $4 WHERE register = $1
