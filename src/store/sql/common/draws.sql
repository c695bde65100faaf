SELECT DISTINCT draw FROM draw_file ORDER BY draw
