SELECT seq, line FROM trail ORDER BY seq
