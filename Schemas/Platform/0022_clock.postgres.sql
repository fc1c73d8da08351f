-- By how much business time is ahead of the machines', for stores that are for tests.
CREATE TABLE platform_clock (
  id        integer PRIMARY KEY CHECK (id = 1),
  offset_ms bigint NOT NULL CHECK (offset_ms >= 0)
);
INSERT INTO platform_clock VALUES (1, 0);
