INSERT INTO ledger_serial (ledger, prefix, last) VALUES ($1, $2, $3)
ON CONFLICT (ledger, prefix) DO UPDATE SET last = excluded.last
