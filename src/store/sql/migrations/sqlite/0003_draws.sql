-- The documents of a draw, one a row; a later step may write one anew.
CREATE TABLE draw_file (
    draw TEXT NOT NULL,
    file TEXT NOT NULL,
    content TEXT NOT NULL,
    begin_seq INTEGER NOT NULL,
    PRIMARY KEY (draw, file)
);
