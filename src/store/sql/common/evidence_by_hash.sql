SELECT name FROM evidence WHERE name >= $1 AND name < $2 ORDER BY name LIMIT 1
