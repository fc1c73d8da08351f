-- What clients that keep copies pull and push.

-- The newest place of each record among the changes that somebody's copies have. A record has one
-- row a scope, which moves.
CREATE TABLE fleet_sync_log (
  -- Whose copies: 1 a company's members', 2 a driver's, 3 those that have a company's card.
  scope_kind INTEGER NOT NULL CHECK (scope_kind BETWEEN 1 AND 3),
  scope_id   BLOB NOT NULL,
  -- 1 company, 2 driver, 3 account, 4 transaction.
  entity     INTEGER NOT NULL CHECK (entity BETWEEN 1 AND 4),
  record_id  BLOB NOT NULL,
  -- Always 0: changes commit in the order of their places.
  unit       INTEGER NOT NULL,
  place      INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  is_deleted INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (scope_kind, scope_id, entity, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX fleet_sync_log_place ON fleet_sync_log (scope_kind, scope_id, unit, place);
CREATE INDEX fleet_sync_log_deleted ON fleet_sync_log (changed_at) WHERE is_deleted;

-- What places are counted by: one row. The epoch is that of the topics' history, as it was when the
-- places were last good.
CREATE TABLE fleet_sync_store (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  epoch        TEXT NOT NULL,
  place        INTEGER NOT NULL,
  -- Deletions before it are forgotten.
  pruned_until INTEGER NOT NULL
) STRICT;
INSERT INTO fleet_sync_store (id, epoch, place, pruned_until) VALUES (1, '', 0, 0);

-- What became of the changes that clients pushed: as it was in the transaction of the effect.
CREATE TABLE fleet_sync_changes (
  user_id   BLOB NOT NULL,
  change_id BLOB NOT NULL,
  entity    TEXT NOT NULL CHECK (entity IN ('company', 'driver', 'transaction')),
  record_id BLOB NOT NULL,
  -- What the record's version became; NULL where nothing had to be changed, or it was refused.
  version   INTEGER,
  -- How it was refused; NULL where it was not.
  status    INTEGER,
  code      TEXT,
  errors    TEXT,
  pushed_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, change_id),
  CHECK ((status IS NULL) = (code IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX fleet_sync_changes_pushed_at ON fleet_sync_changes (pushed_at);
