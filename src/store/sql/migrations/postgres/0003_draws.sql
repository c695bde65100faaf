-- The documents of a draw, one a row; a later step may write one anew.
CREATE TABLE draw_file (
    draw TEXT COLLATE "C" NOT NULL,
    file TEXT COLLATE "C" NOT NULL,
    content TEXT NOT NULL,
    begin_seq BIGINT NOT NULL,
    PRIMARY KEY (draw, file)
);
