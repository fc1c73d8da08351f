-- Savings circles: their members, the turn of each cycle, and who paid in.

CREATE TABLE ajo_circles (
  id               BLOB PRIMARY KEY CHECK (length(id) = 16),
  name             TEXT NOT NULL,
  host_id          BLOB NOT NULL,
  state            TEXT NOT NULL CHECK (state IN ('forming', 'active', 'completed', 'cancelled')),
  -- In minor units of Ajo's currency, as all amounts here.
  amount           INTEGER NOT NULL CHECK (amount > 0),
  frequency        TEXT NOT NULL CHECK (frequency IN ('weekly', 'biweekly', 'monthly')),
  cycle_start_date TEXT NOT NULL,
  time_zone        TEXT NOT NULL,
  size             INTEGER NOT NULL CHECK (size BETWEEN 2 AND 100),
  members_count    INTEGER NOT NULL CHECK (members_count >= 0),
  payout_order     TEXT NOT NULL CHECK (payout_order IN ('fixed', 'random', 'host_order')),
  -- What a random order was drawn from, in hexadecimal digits; kept so that anybody can draw again.
  order_seed       TEXT,
  default_policy   TEXT NOT NULL CHECK (default_policy IN ('wait', 'short_pay', 'host_cover')),
  fee_policy       TEXT NOT NULL CHECK (fee_policy IN ('pot', 'house')),
  late_fee         INTEGER NOT NULL CHECK (late_fee BETWEEN 0 AND amount),
  grace_days       INTEGER NOT NULL CHECK (grace_days BETWEEN 0 AND 14),
  invite_code      TEXT CONSTRAINT ajo_circles_invite UNIQUE,
  invite_expires_at INTEGER,
  -- How many cycles it has: none before the start, and one fewer for each member who was removed.
  cycles           INTEGER NOT NULL DEFAULT 0,
  -- The first cycle that is not paid out; none before the start and after the end.
  current_cycle    INTEGER,
  -- When the circle has to be looked at next; none where nothing is due.
  due_at           INTEGER,
  -- What is in the circle's account on the ledger, kept here to be read with the circle.
  pot              INTEGER NOT NULL DEFAULT 0 CHECK (pot >= 0),
  version          INTEGER NOT NULL CHECK (version > 0),
  created_at       INTEGER NOT NULL,
  started_at       INTEGER,
  ended_at         INTEGER
) STRICT;
CREATE INDEX ajo_circles_due ON ajo_circles (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX ajo_circles_host ON ajo_circles (host_id, id);

CREATE TABLE ajo_members (
  circle_id    BLOB NOT NULL REFERENCES ajo_circles,
  user_id      BLOB NOT NULL,
  role         TEXT NOT NULL CHECK (role IN ('host', 'member')),
  state        TEXT NOT NULL CHECK (state IN ('active', 'replaced', 'removed')),
  -- The cycle whose pot is theirs; by joining until the circle starts.
  payout_order INTEGER NOT NULL,
  mandate      INTEGER NOT NULL DEFAULT 0,
  joined_at    INTEGER NOT NULL,
  ended_at     INTEGER,
  PRIMARY KEY (circle_id, user_id)
) STRICT;
CREATE INDEX ajo_members_user ON ajo_members (user_id, circle_id);

CREATE TABLE ajo_cycles (
  circle_id    BLOB NOT NULL REFERENCES ajo_circles,
  number       INTEGER NOT NULL CHECK (number > 0),
  due_date     TEXT NOT NULL,
  recipient_id BLOB NOT NULL,
  -- What the recipient was paid, and by which transfer; nothing until then.
  paid         INTEGER,
  paid_at      INTEGER,
  transfer_id  BLOB,
  PRIMARY KEY (circle_id, number)
) STRICT;
CREATE INDEX ajo_cycles_recipient ON ajo_cycles (recipient_id, due_date);

CREATE TABLE ajo_contributions (
  id              BLOB PRIMARY KEY CHECK (length(id) = 16),
  circle_id       BLOB NOT NULL,
  cycle_number    INTEGER NOT NULL,
  user_id         BLOB NOT NULL,
  state           TEXT NOT NULL
    CHECK (state IN ('pending', 'late', 'paid', 'covered', 'excused', 'refunded')),
  amount          INTEGER NOT NULL,
  -- What was paid beside the amount for being late.
  fee             INTEGER NOT NULL DEFAULT 0,
  -- What the pledge of a host paid of it, and whose pledge: that much is owed to them, and the rest
  -- of what was missing at the payout to the recipient of the cycle.
  covered         INTEGER NOT NULL DEFAULT 0 CHECK (covered BETWEEN 0 AND amount),
  covered_by      BLOB,
  due_date        TEXT NOT NULL,
  -- When its grace was over; nothing for one that was paid in time.
  late_at         INTEGER,
  paid_at         INTEGER,
  transfer_id     BLOB,
  CONSTRAINT ajo_contributions_once UNIQUE (circle_id, cycle_number, user_id),
  FOREIGN KEY (circle_id, cycle_number) REFERENCES ajo_cycles
) STRICT;
CREATE INDEX ajo_contributions_user ON ajo_contributions (user_id, due_date);

-- Which transfers of the ledger belong to which circle and cycle; a pledge belongs to no cycle.
CREATE TABLE ajo_movements (
  transfer_id  BLOB PRIMARY KEY,
  circle_id    BLOB NOT NULL REFERENCES ajo_circles,
  cycle_number INTEGER
) STRICT;
