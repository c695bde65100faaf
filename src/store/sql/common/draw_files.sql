SELECT file, content FROM draw_file WHERE draw = $1 ORDER BY file
