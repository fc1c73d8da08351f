-- By how much business time is ahead of the machines', for stores that are for tests.
CREATE TABLE platform_clock (
  id        INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  offset_ms INTEGER NOT NULL CHECK (offset_ms >= 0),
  -- Where it is on its way to, so that several moves at once add up.
  target_ms INTEGER NOT NULL CHECK (target_ms >= 0)
) STRICT;
INSERT INTO platform_clock VALUES (1, 0, 0);
