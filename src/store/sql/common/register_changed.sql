SELECT changed_seq FROM declaration WHERE register = $1
