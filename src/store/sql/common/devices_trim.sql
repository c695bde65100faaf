-- Of sessions that have ended nothing is kept here; the trail knows of them.
DELETE FROM sign_in_device WHERE token NOT IN (SELECT token FROM sign_in_session)
