-- Savings circles: their members, the turn of each cycle, and who paid in.

CREATE TABLE ajo_circles (
  id               uuid PRIMARY KEY,
  name             text NOT NULL,
  host_id          uuid NOT NULL,
  state            text NOT NULL CHECK (state IN ('forming', 'active', 'completed', 'cancelled')),
  -- In minor units of Ajo's currency, as all amounts here.
  amount           bigint NOT NULL CHECK (amount > 0),
  frequency        text NOT NULL CHECK (frequency IN ('weekly', 'biweekly', 'monthly')),
  cycle_start_date date NOT NULL,
  time_zone        text NOT NULL,
  size             integer NOT NULL CHECK (size BETWEEN 2 AND 100),
  members_count    integer NOT NULL CHECK (members_count >= 0),
  payout_order     text NOT NULL CHECK (payout_order IN ('fixed', 'random', 'host_order')),
  -- What a random order was drawn from, in hexadecimal digits; kept so that anybody can draw again.
  order_seed       text,
  default_policy   text NOT NULL CHECK (default_policy IN ('wait', 'short_pay', 'host_cover')),
  fee_policy       text NOT NULL CHECK (fee_policy IN ('pot', 'house')),
  late_fee         bigint NOT NULL CHECK (late_fee BETWEEN 0 AND amount),
  grace_days       integer NOT NULL CHECK (grace_days BETWEEN 0 AND 14),
  invite_code      text CONSTRAINT ajo_circles_invite UNIQUE,
  invite_expires_at timestamptz,
  -- How many cycles it has: none before the start, and one fewer for each member who was removed.
  cycles           integer NOT NULL DEFAULT 0,
  -- The first cycle that is not paid out; none before the start and after the end.
  current_cycle    integer,
  -- When the circle has to be looked at next; none where nothing is due.
  due_at           timestamptz,
  -- What is in the circle's account on the ledger, kept here to be read with the circle.
  pot              bigint NOT NULL DEFAULT 0 CHECK (pot >= 0),
  version          bigint NOT NULL CHECK (version > 0),
  created_at       timestamptz NOT NULL,
  started_at       timestamptz,
  ended_at         timestamptz
);
CREATE INDEX ajo_circles_due ON ajo_circles (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX ajo_circles_host ON ajo_circles (host_id, id);

CREATE TABLE ajo_members (
  circle_id    uuid NOT NULL REFERENCES ajo_circles,
  user_id      uuid NOT NULL,
  role         text NOT NULL CHECK (role IN ('host', 'member')),
  state        text NOT NULL CHECK (state IN ('active', 'replaced', 'removed')),
  -- The cycle whose pot is theirs; by joining until the circle starts.
  payout_order integer NOT NULL,
  mandate      boolean NOT NULL DEFAULT false,
  joined_at    timestamptz NOT NULL,
  ended_at     timestamptz,
  PRIMARY KEY (circle_id, user_id)
);
CREATE INDEX ajo_members_user ON ajo_members (user_id, circle_id);

CREATE TABLE ajo_cycles (
  circle_id    uuid NOT NULL REFERENCES ajo_circles,
  number       integer NOT NULL CHECK (number > 0),
  due_date     date NOT NULL,
  recipient_id uuid NOT NULL,
  -- What the recipient was paid, and by which transfer; nothing until then.
  paid         bigint,
  paid_at      timestamptz,
  transfer_id  uuid,
  PRIMARY KEY (circle_id, number)
);
CREATE INDEX ajo_cycles_recipient ON ajo_cycles (recipient_id, due_date);

CREATE TABLE ajo_contributions (
  id              uuid PRIMARY KEY,
  circle_id       uuid NOT NULL,
  cycle_number    integer NOT NULL,
  user_id         uuid NOT NULL,
  state           text NOT NULL
    CHECK (state IN ('pending', 'late', 'paid', 'covered', 'excused', 'refunded')),
  amount          bigint NOT NULL,
  -- What was paid beside the amount for being late.
  fee             bigint NOT NULL DEFAULT 0,
  -- What the pledge of a host paid of it, and whose pledge: that much is owed to them, and the rest
  -- of what was missing at the payout to the recipient of the cycle.
  covered         bigint NOT NULL DEFAULT 0 CHECK (covered BETWEEN 0 AND amount),
  covered_by      uuid,
  due_date        date NOT NULL,
  -- When its grace was over; nothing for one that was paid in time.
  late_at         timestamptz,
  paid_at         timestamptz,
  transfer_id     uuid,
  CONSTRAINT ajo_contributions_once UNIQUE (circle_id, cycle_number, user_id),
  FOREIGN KEY (circle_id, cycle_number) REFERENCES ajo_cycles
) WITH (fillfactor = 80);
CREATE INDEX ajo_contributions_user ON ajo_contributions (user_id, due_date);

-- Which transfers of the ledger belong to which circle and cycle; a pledge belongs to no cycle.
CREATE TABLE ajo_movements (
  transfer_id  uuid PRIMARY KEY,
  circle_id    uuid NOT NULL REFERENCES ajo_circles,
  cycle_number integer
);
