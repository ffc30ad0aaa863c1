-- Version 2: phones register themselves, so that a number has bindings, and they expire.

-- Tells one password of a number from the next one, for phones that proved it: no number has a value
-- twice. It is set with each insert, and by the trigger below.
ALTER TABLE sip_numbers ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
UPDATE sip_numbers SET generation = random();

-- A phone gives a number and no account.
CREATE INDEX sip_numbers_by_number ON sip_numbers (number);

-- Where a number's phones are reached. A number is registered while one of these hasn't expired. The
-- expired ones make way when the number is registered next, so a number has a handful at most, and
-- nothing has to sweep them.
CREATE TABLE bindings (
    sip_number    INTEGER NOT NULL REFERENCES sip_numbers (id) ON DELETE CASCADE,
    -- In the order in which they were first registered.
    position      INTEGER NOT NULL,
    contact       TEXT NOT NULL,
    q             TEXT,
    call_id       TEXT NOT NULL,
    cseq          INTEGER NOT NULL,
    -- host:port
    source        TEXT NOT NULL,
    transport     TEXT NOT NULL CHECK (transport IN ('UDP', 'TCP')),
    user_agent    TEXT,
    -- Unix milliseconds.
    registered_at INTEGER NOT NULL,
    refreshed_at  INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    PRIMARY KEY (sip_number, position)
) STRICT, WITHOUT ROWID;

-- What was said to be registered stays so, as stand-ins: until the end of the year 9999. One that was
-- said to be at a host's name isn't taken over, since no phone registers from a name.
INSERT INTO bindings
SELECT r.sip_number, 0, 'sip:' || n.number || '@' || r.client_url, NULL, 'stand-in', 0,
       r.client_url, 'UDP', r.register_device, r.registered_at, r.registered_at, 253402300799999
FROM registrations r JOIN sip_numbers n ON n.id = r.sip_number
WHERE r.client_url GLOB '[[]*' OR r.client_url NOT GLOB '*[^0-9.:]*';
DROP TABLE registrations;

-- Whoever registered with another number or password isn't registered any more, whatever changes them.
CREATE TRIGGER sip_number_is_another AFTER UPDATE OF number, password ON sip_numbers
WHEN new.number <> old.number OR new.password <> old.password
BEGIN
    DELETE FROM bindings WHERE sip_number = new.id;
    UPDATE sip_numbers SET generation = random() WHERE id = new.id;
END;
