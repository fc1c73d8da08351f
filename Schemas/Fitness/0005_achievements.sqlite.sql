-- What can be achieved by walking, and who has.

CREATE TABLE fitness_achievements (
  id              BLOB PRIMARY KEY CHECK (length(id) = 16),
  code            TEXT NOT NULL CONSTRAINT fitness_achievements_code UNIQUE
    CHECK (length(code) BETWEEN 1 AND 64),
  name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  description     TEXT NOT NULL CHECK (length(description) <= 500),
  icon            TEXT CHECK (length(icon) BETWEEN 1 AND 500),
  -- JSON, such as {"type":"total_steps","threshold":1000}.
  unlock_criteria TEXT NOT NULL,
  coin_reward     INTEGER NOT NULL CHECK (coin_reward >= 0),
  display_order   INTEGER NOT NULL,
  is_active       INTEGER NOT NULL,
  version         INTEGER NOT NULL CHECK (version > 0),
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX fitness_achievements_display_order ON fitness_achievements (display_order, id);

-- Who has what. One that the steps no longer bear is deleted: its coins were taken back.
CREATE TABLE fitness_user_achievements (
  id                BLOB PRIMARY KEY CHECK (length(id) = 16),
  user_id           BLOB NOT NULL,
  achievement_id    BLOB NOT NULL REFERENCES fitness_achievements,
  -- The criteria by which it was unlocked: later ones withdraw nothing.
  criteria_snapshot TEXT NOT NULL,
  coins             INTEGER NOT NULL CHECK (coins >= 0),
  -- The last of the dates that bear it; NULL where all of them do.
  earned_on         TEXT,
  unlocked_at       INTEGER NOT NULL,
  CONSTRAINT fitness_user_achievements_user UNIQUE (user_id, achievement_id)
) STRICT;

-- The seven from the start.
INSERT INTO fitness_achievements (id, code, name, description, icon, unlock_criteria, coin_reward,
  display_order, is_active, version, created_at, updated_at)
VALUES
  (X'019b76da000070008000000000000001', 'steps_1k', 'First Steps',
    'Walk 1,000 steps.', 'footprints',
    '{"type":"total_steps","threshold":1000}', 10, 10,
    1, 1, 1767225600000, 1767225600000),
  (X'019b76da000070008000000000000002', 'steps_5k', 'On the Move',
    'Walk 5,000 steps.', 'shoe',
    '{"type":"total_steps","threshold":5000}', 25, 20,
    1, 1, 1767225600000, 1767225600000),
  (X'019b76da000070008000000000000003', 'steps_10k', 'Ten Thousand',
    'Walk 10,000 steps.', 'medal',
    '{"type":"total_steps","threshold":10000}', 50, 30,
    1, 1, 1767225600000, 1767225600000),
  (X'019b76da000070008000000000000004', 'steps_50k', 'Explorer',
    'Walk 50,000 steps.', 'compass',
    '{"type":"total_steps","threshold":50000}', 100, 40,
    1, 1, 1767225600000, 1767225600000),
  (X'019b76da000070008000000000000005', 'steps_100k', 'Centurion',
    'Walk 100,000 steps.', 'trophy',
    '{"type":"total_steps","threshold":100000}', 250, 50,
    1, 1, 1767225600000, 1767225600000),
  (X'019b76da000070008000000000000006', 'streak_7', 'Seven in a Row',
    'Walk 1,000 steps on each of 7 dates in a row.', 'flame',
    '{"type":"streak","days":7,"min_steps":1000}', 150, 60,
    1, 1, 1767225600000, 1767225600000),
  (X'019b76da000070008000000000000007', 'early_bird', 'Early Bird',
    'Walk 1,000 steps between 04:00 and 07:00.', 'sunrise',
    '{"type":"early_bird","from":"04:00","before":"07:00","min_steps":1000}', 30, 70,
    1, 1, 1767225600000, 1767225600000);
