SELECT object_register, object_key FROM evidence_use WHERE sha256 = $1
ORDER BY begin_seq, object_register, object_key
