-- What is checked: who users are, and whether providers' books are like ours.

CREATE TABLE ajo_identity_checks (
  id            BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id       BLOB NOT NULL,
  document      TEXT NOT NULL CHECK (document IN ('bvn', 'nin', 'passport', 'drivers_license')),
  -- Null once it was erased.
  number        BLOB,
  number_key    TEXT,
  last_four     TEXT NOT NULL,
  -- Who the user says that they are, where that is not the name that they go by.
  first_name    TEXT,
  last_name     TEXT,
  birthday      TEXT,
  state         TEXT NOT NULL CHECK (state IN ('pending', 'verified', 'rejected')),
  reason        TEXT,
  created_at    INTEGER NOT NULL,
  decided_at    INTEGER
) STRICT;
CREATE INDEX ajo_identity_checks_user ON ajo_identity_checks (user_id, id);
CREATE INDEX ajo_identity_checks_state ON ajo_identity_checks (state, id);

CREATE TABLE ajo_reconciled_days (
  provider      TEXT NOT NULL,
  day           TEXT NOT NULL,
  settlements   INTEGER NOT NULL,
  differences   INTEGER NOT NULL,
  reconciled_at INTEGER NOT NULL,
  PRIMARY KEY (provider, day)
) STRICT;

CREATE TABLE ajo_differences (
  id                 BLOB PRIMARY KEY CHECK (length(id) = 16),
  provider           TEXT NOT NULL,
  day                TEXT NOT NULL,
  kind               TEXT NOT NULL
    CHECK (kind IN ('missing_here', 'missing_there', 'amount_differs', 'state_differs')),
  subject            TEXT NOT NULL CHECK (subject IN ('charge', 'payout')),
  -- The reference, or what the provider calls it: the same difference is kept once.
  name               TEXT NOT NULL,
  reference          TEXT,
  provider_reference TEXT,
  -- In minor units of the currencies beside them.
  our_amount         INTEGER,
  our_currency       TEXT,
  their_amount       INTEGER,
  their_currency     TEXT,
  our_state          TEXT,
  their_state        TEXT,
  is_open            INTEGER NOT NULL,
  found_at           INTEGER NOT NULL,
  closed_at          INTEGER,
  closed_by          BLOB,
  close_reason       TEXT,
  CONSTRAINT ajo_differences_once UNIQUE (provider, subject, kind, name, day)
) STRICT;
CREATE INDEX ajo_differences_open ON ajo_differences (is_open, id);
CREATE INDEX ajo_differences_day ON ajo_differences (day);
