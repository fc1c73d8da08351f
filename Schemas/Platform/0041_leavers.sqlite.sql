-- Who is leaving and who has left, as far as this database was asked. What has left stays.
CREATE TABLE platform_leavers (
  user_id         BLOB PRIMARY KEY NOT NULL,
  attempt         BLOB NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('asking', 'claimed', 'left')),
  home            TEXT NOT NULL,
  closed_accounts TEXT NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;
