SELECT seq FROM batch WHERE id = $1
