INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)
VALUES ($1, $2, $1, $3, '1970-01-01T00:00:00.000Z', CASE $2 WHEN 'features' THEN 4490 END)
