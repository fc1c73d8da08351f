-- The codes of invitations whose letters wait to be sent. A letter's job has only the id.
CREATE TABLE fleet_letters (
  -- The invitation, or the driver who is invited.
  id       BLOB PRIMARY KEY CHECK (length(id) = 16),
  code     BLOB NOT NULL,
  -- The key that the code is sealed by; NULL where it is not sealed.
  code_key TEXT,
  ends_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX fleet_letters_key ON fleet_letters (code_key);
CREATE INDEX fleet_letters_end ON fleet_letters (ends_at);
