SELECT register, yaml, changed_seq FROM declaration ORDER BY register
