DELETE FROM evidence WHERE name = $1
