SELECT seq, sha256, document FROM frozen_period WHERE programme = $1 AND period = $2
