SELECT bytes FROM file_part WHERE name = $1 AND part = $2
