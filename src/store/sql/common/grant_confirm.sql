UPDATE role_grant SET confirmed_seq = $2 WHERE id = $1
