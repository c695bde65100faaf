SELECT name, sha256, begin_seq FROM evidence ORDER BY begin_seq, name
