DELETE FROM file_part WHERE name = $1
