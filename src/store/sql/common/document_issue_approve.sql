UPDATE document_issue SET number = $2, approver = $3, approved_on = $4, approved_seq = $5 WHERE id = $1
