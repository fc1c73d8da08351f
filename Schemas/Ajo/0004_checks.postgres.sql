-- What is checked: who users are, and whether providers' books are like ours.

CREATE TABLE ajo_identity_checks (
  id            uuid PRIMARY KEY,
  user_id       uuid NOT NULL,
  document      text NOT NULL CHECK (document IN ('bvn', 'nin', 'passport', 'drivers_license')),
  -- Null once it was erased.
  number        bytea,
  number_key    text,
  last_four     text NOT NULL,
  -- Who the user says that they are, where that is not the name that they go by.
  first_name    text,
  last_name     text,
  birthday      date,
  state         text NOT NULL CHECK (state IN ('pending', 'verified', 'rejected')),
  reason        text,
  created_at    timestamptz NOT NULL,
  decided_at    timestamptz
);
CREATE INDEX ajo_identity_checks_user ON ajo_identity_checks (user_id, id);
CREATE INDEX ajo_identity_checks_state ON ajo_identity_checks (state, id);

CREATE TABLE ajo_reconciled_days (
  provider      text NOT NULL,
  day           date NOT NULL,
  settlements   bigint NOT NULL,
  differences   bigint NOT NULL,
  reconciled_at timestamptz NOT NULL,
  PRIMARY KEY (provider, day)
);

CREATE TABLE ajo_differences (
  id                 uuid PRIMARY KEY,
  provider           text NOT NULL,
  day                date NOT NULL,
  kind               text NOT NULL
    CHECK (kind IN ('missing_here', 'missing_there', 'amount_differs', 'state_differs')),
  subject            text NOT NULL CHECK (subject IN ('charge', 'payout')),
  -- The reference, or what the provider calls it: the same difference is kept once.
  name               text NOT NULL,
  reference          text,
  provider_reference text,
  -- In minor units of the currencies beside them.
  our_amount         bigint,
  our_currency       text,
  their_amount       bigint,
  their_currency     text,
  our_state          text,
  their_state        text,
  is_open            boolean NOT NULL,
  found_at           timestamptz NOT NULL,
  closed_at          timestamptz,
  closed_by          uuid,
  close_reason       text,
  CONSTRAINT ajo_differences_once UNIQUE (provider, subject, kind, name, day)
);
CREATE INDEX ajo_differences_open ON ajo_differences (is_open, id);
CREATE INDEX ajo_differences_day ON ajo_differences (day);
