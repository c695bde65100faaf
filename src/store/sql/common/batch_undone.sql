UPDATE batch SET undone_seq = $2 WHERE id = $1
