DELETE FROM sign_in_attempt WHERE subject = $1 OR (subject > $1 || '/' AND subject < $1 || '0')
