SELECT period FROM indicator_part WHERE programme = $1 AND period <> '' ORDER BY period DESC LIMIT 1
