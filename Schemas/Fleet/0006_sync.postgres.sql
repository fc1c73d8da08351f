-- What clients that keep copies pull and push.

-- The newest place of each record among the changes that somebody's copies have. A record has one
-- row a scope, which moves.
CREATE TABLE fleet_sync_log (
  -- Whose copies: 1 a company's members', 2 a driver's, 3 those that have a company's card.
  scope_kind smallint NOT NULL CHECK (scope_kind BETWEEN 1 AND 3),
  scope_id   uuid NOT NULL,
  -- 1 company, 2 driver, 3 account, 4 transaction.
  entity     smallint NOT NULL CHECK (entity BETWEEN 1 AND 4),
  record_id  uuid NOT NULL,
  -- The number of the database transaction that changed it, and its place among that one's changes.
  unit       bigint NOT NULL,
  place      bigint NOT NULL,
  version    bigint NOT NULL,
  is_deleted boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (scope_kind, scope_id, entity, record_id)
) WITH (fillfactor = 80);
CREATE INDEX fleet_sync_log_place ON fleet_sync_log (scope_kind, scope_id, unit, place);
CREATE INDEX fleet_sync_log_deleted ON fleet_sync_log (changed_at) WHERE is_deleted;

-- What places are counted by: one row. The epoch is that of the topics' history, as it was when the
-- places were last good.
CREATE TABLE fleet_sync_store (
  id           integer PRIMARY KEY CHECK (id = 1),
  epoch        text NOT NULL,
  -- The last place on an engine whose transactions have no numbers.
  place        bigint NOT NULL,
  -- Deletions before it are forgotten.
  pruned_until timestamptz NOT NULL
);
INSERT INTO fleet_sync_store (id, epoch, place, pruned_until) VALUES (1, '', 0, '1970-01-01Z');

-- What became of the changes that clients pushed: as it was in the transaction of the effect.
CREATE TABLE fleet_sync_changes (
  user_id   uuid NOT NULL,
  change_id uuid NOT NULL,
  entity    text NOT NULL CHECK (entity IN ('company', 'driver', 'transaction')),
  record_id uuid NOT NULL,
  -- What the record's version became; NULL where nothing had to be changed, or it was refused.
  version   bigint,
  -- How it was refused; NULL where it was not.
  status    integer,
  code      text,
  errors    text,
  pushed_at timestamptz NOT NULL,
  CONSTRAINT fleet_sync_changes_id PRIMARY KEY (user_id, change_id),
  CHECK ((status IS NULL) = (code IS NULL))
);
CREATE INDEX fleet_sync_changes_pushed_at ON fleet_sync_changes (pushed_at);
