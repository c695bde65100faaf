INSERT INTO ledger_serial (ledger, prefix, last) VALUES ($1, $2, 1)
ON CONFLICT (ledger, prefix) DO UPDATE SET last = ledger_serial.last + 1
RETURNING last
