SELECT CAST(value AS BIGINT) FROM meta WHERE name = 'schema_version'
