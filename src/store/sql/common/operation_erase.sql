UPDATE operation SET payload = NULL, content_hash = $1, answer = $2 WHERE seq = $3
