SELECT count(*) FROM trail WHERE (line LIKE '%"a":"draw.announce",%' OR line LIKE '%"a":"draw.take",%') AND line LIKE '%"ok":1%'
