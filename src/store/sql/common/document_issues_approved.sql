SELECT document, period, region, number, approved_on, begin_seq FROM document_issue WHERE approved_seq IS NOT NULL ORDER BY begin_seq DESC LIMIT $1
