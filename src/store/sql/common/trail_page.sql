SELECT seq, line FROM trail WHERE seq < $1 ORDER BY seq DESC LIMIT $2
