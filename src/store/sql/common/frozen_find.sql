SELECT seq, sha256, document, rules, edition, reason FROM frozen_period WHERE programme = $1 AND period = $2 AND seq <= $3 ORDER BY edition DESC LIMIT 1
