-- Who changed what: append-only, each row chained by hash to the one before.

CREATE TABLE platform_audit (
  sequence   INTEGER PRIMARY KEY CHECK (sequence > 0),
  actor_id   BLOB,
  action     TEXT NOT NULL,
  target     TEXT NOT NULL,
  before     TEXT,
  after      TEXT,
  address    TEXT,
  user_agent TEXT,
  request_id TEXT,
  at         INTEGER NOT NULL,
  hash       BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX platform_audit_target ON platform_audit (target, sequence);

-- One row: the end of the chain.
CREATE TABLE platform_audit_head (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL,
  hash     BLOB NOT NULL
) STRICT;
INSERT INTO platform_audit_head VALUES (1, 0, zeroblob(32));

CREATE TRIGGER platform_audit_not_updated BEFORE UPDATE ON platform_audit
BEGIN SELECT RAISE(ABORT, 'AT001: platform_audit is append-only'); END;
CREATE TRIGGER platform_audit_not_deleted BEFORE DELETE ON platform_audit
BEGIN SELECT RAISE(ABORT, 'AT001: platform_audit is append-only'); END;
CREATE TRIGGER platform_audit_not_replaced BEFORE INSERT ON platform_audit
WHEN EXISTS (SELECT 1 FROM platform_audit WHERE sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'AT001: platform_audit is append-only'); END;
