UPDATE gpkg_contents
SET min_x = MIN(COALESCE(min_x, CAST($1 AS REAL)), CAST($1 AS REAL)),
    min_y = MIN(COALESCE(min_y, CAST($2 AS REAL)), CAST($2 AS REAL)),
    max_x = MAX(COALESCE(max_x, CAST($3 AS REAL)), CAST($3 AS REAL)),
    max_y = MAX(COALESCE(max_y, CAST($4 AS REAL)), CAST($4 AS REAL))
WHERE table_name = $5
