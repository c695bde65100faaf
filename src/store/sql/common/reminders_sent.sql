SELECT number, cycle, kind, max(serial) FROM reminder WHERE ledger = $1 GROUP BY number, cycle, kind ORDER BY number, cycle, kind
