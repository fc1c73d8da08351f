-- Who changed what: append-only, each row chained by hash to the one before.

CREATE TABLE platform_audit (
  sequence   bigint PRIMARY KEY CHECK (sequence > 0),
  actor_id   uuid,
  action     text NOT NULL,
  target     text NOT NULL,
  before     text,
  after      text,
  address    text,
  user_agent text,
  request_id text,
  at         timestamptz NOT NULL,
  hash       bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE INDEX platform_audit_target ON platform_audit (target, sequence);

-- One row: the end of the chain. Locking it puts the writers in order.
CREATE TABLE platform_audit_head (
  id       integer PRIMARY KEY CHECK (id = 1),
  sequence bigint NOT NULL,
  hash     bytea NOT NULL
);
INSERT INTO platform_audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex'));

CREATE TRIGGER platform_audit_immutable BEFORE UPDATE OR DELETE ON platform_audit
  FOR EACH ROW EXECUTE FUNCTION atrium_refuse_change();
CREATE TRIGGER platform_audit_kept BEFORE TRUNCATE ON platform_audit
  FOR EACH STATEMENT EXECUTE FUNCTION atrium_refuse_change();
