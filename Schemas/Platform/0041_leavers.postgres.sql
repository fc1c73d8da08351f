-- Who is leaving and who has left, as far as this database was asked. What has left stays.
CREATE TABLE platform_leavers (
  user_id         uuid PRIMARY KEY,
  attempt         uuid NOT NULL,
  state           text NOT NULL CHECK (state IN ('asking', 'claimed', 'left')),
  home            text NOT NULL,
  closed_accounts text NOT NULL,
  updated_at      timestamptz NOT NULL
);
