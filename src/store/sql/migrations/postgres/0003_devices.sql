-- From where a session was begun: what the browser says it is, and its address.
CREATE TABLE sign_in_device (
    token TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    device TEXT NOT NULL,
    address TEXT NOT NULL
);
