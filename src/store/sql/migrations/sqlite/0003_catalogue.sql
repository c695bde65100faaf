-- Every command and every page asks whether the newest of these is still the one it knows.
CREATE INDEX declaration_begin ON declaration (begin_seq);
CREATE INDEX programme_version_begin ON programme_version (begin_seq);
