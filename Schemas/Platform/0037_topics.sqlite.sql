-- How published events reach those who are told: sockets, subscribers and webhooks.

-- Events are handed on in the order of their rowids. Within an aggregate that is the order of their
-- numbers: there is one writer.
ALTER TABLE platform_outbox ADD COLUMN relayed_at INTEGER;
-- When these were published nobody could be told.
UPDATE platform_outbox SET relayed_at = at;

-- How far the history of this database's topics reaches, and what it is the history of. There is one
-- row. The witness is where the rows were when they were last written; once they are found
-- elsewhere, some may be missing, and another epoch begins.
CREATE TABLE platform_history (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  database TEXT NOT NULL,
  epoch    TEXT NOT NULL,
  witness  TEXT NOT NULL,
  position INTEGER NOT NULL CHECK (position >= 0)
) STRICT;
INSERT INTO platform_history (id, database, epoch, witness, position)
VALUES (1, lower(hex(randomblob(16))), '', '', 0);

-- What was handed on last of each database's events, until its outbox says so too.
CREATE TABLE platform_relays (
  source  TEXT PRIMARY KEY NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 0),
  server  TEXT NOT NULL,
  led_at  INTEGER NOT NULL,
  pending TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where each topic ends. A row stays: offsets never begin again.
CREATE TABLE platform_topics (
  topic       TEXT PRIMARY KEY NOT NULL,
  last_offset INTEGER NOT NULL CHECK (last_offset > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE platform_topic_events (
  position     INTEGER PRIMARY KEY,
  topic        TEXT NOT NULL,
  topic_offset INTEGER NOT NULL,
  event_id     BLOB NOT NULL,
  type         TEXT NOT NULL,
  at           INTEGER NOT NULL,
  data         TEXT NOT NULL,
  relayed_at   INTEGER NOT NULL,
  UNIQUE (topic, topic_offset)
) STRICT;

-- Events that subscribers in contexts are yet to be told, in order.
CREATE TABLE platform_event_deliveries (
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  subscriber TEXT NOT NULL,
  event_id   BLOB NOT NULL,
  context    TEXT NOT NULL,
  type       TEXT NOT NULL,
  aggregate  TEXT NOT NULL,
  number     INTEGER NOT NULL,
  topics     TEXT NOT NULL,
  data       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  attempt    INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  due_at     INTEGER NOT NULL,
  error      TEXT
) STRICT;
CREATE INDEX platform_event_deliveries_due ON platform_event_deliveries (due_at);
CREATE INDEX platform_event_deliveries_order
  ON platform_event_deliveries (subscriber, context, aggregate, sequence);

-- The events that a subscriber has acted on, in the database of what it did.
CREATE TABLE platform_inbox (
  subscriber  TEXT NOT NULL,
  event_id    BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (subscriber, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX platform_inbox_received ON platform_inbox (received_at);
