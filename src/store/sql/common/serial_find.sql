SELECT last FROM ledger_serial WHERE ledger = $1 AND prefix = $2
