SELECT count(*) FROM trail WHERE line LIKE '%"a":"draw.announce",%"ok":1%'
