SELECT COALESCE(max(id), 0) + 1 FROM role_grant
