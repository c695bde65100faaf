SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'schema_version'
