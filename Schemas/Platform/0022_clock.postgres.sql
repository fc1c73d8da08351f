-- By how much business time is ahead of the machines', for stores that are for tests.
CREATE TABLE platform_clock (
  id        integer PRIMARY KEY CHECK (id = 1),
  offset_ms bigint NOT NULL CHECK (offset_ms >= 0),
  -- Where it is on its way to, so that several moves at once add up.
  target_ms bigint NOT NULL CHECK (target_ms >= 0)
);
INSERT INTO platform_clock VALUES (1, 0, 0);
