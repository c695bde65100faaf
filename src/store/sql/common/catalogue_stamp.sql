SELECT (SELECT COALESCE(max(begin_seq), 0) FROM declaration),
       (SELECT COALESCE(max(begin_seq), 0) FROM programme_version),
       (SELECT COALESCE(max(changed_seq), 0) FROM declaration WHERE register IN ('region', 'holiday'))
