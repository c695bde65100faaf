SELECT period, region, indicator, part, value FROM indicator_part WHERE programme = 
