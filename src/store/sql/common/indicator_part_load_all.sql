SELECT period, region, indicator, part, value FROM indicator_part WHERE programme = $1 AND rules = $2 AND 
