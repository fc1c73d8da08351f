-- What can be achieved by walking, and who has.

CREATE TABLE fitness_achievements (
  id              uuid PRIMARY KEY,
  code            text NOT NULL CONSTRAINT fitness_achievements_code UNIQUE
    CHECK (length(code) BETWEEN 1 AND 64),
  name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  description     text NOT NULL CHECK (length(description) <= 500),
  icon            text CHECK (length(icon) BETWEEN 1 AND 500),
  -- JSON, such as {"type":"total_steps","threshold":1000}.
  unlock_criteria text NOT NULL,
  coin_reward     bigint NOT NULL CHECK (coin_reward >= 0),
  display_order   integer NOT NULL,
  is_active       boolean NOT NULL,
  version         bigint NOT NULL CHECK (version > 0),
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL
);
CREATE INDEX fitness_achievements_display_order ON fitness_achievements (display_order, id);

-- Who has what. One that the steps no longer bear is deleted: its coins were taken back.
CREATE TABLE fitness_user_achievements (
  id                uuid PRIMARY KEY,
  user_id           uuid NOT NULL,
  achievement_id    uuid NOT NULL REFERENCES fitness_achievements,
  -- The criteria by which it was unlocked: later ones withdraw nothing.
  criteria_snapshot text NOT NULL,
  coins             bigint NOT NULL CHECK (coins >= 0),
  -- The last of the dates that bear it; NULL where all of them do.
  earned_on         date,
  unlocked_at       timestamptz NOT NULL,
  CONSTRAINT fitness_user_achievements_user UNIQUE (user_id, achievement_id)
);

-- The seven from the start.
INSERT INTO fitness_achievements (id, code, name, description, icon, unlock_criteria, coin_reward,
  display_order, is_active, version, created_at, updated_at)
VALUES
  ('019b76da-0000-7000-8000-000000000001', 'steps_1k', 'First Steps',
    'Walk 1,000 steps.', 'footprints',
    '{"type":"total_steps","threshold":1000}', 10, 10,
    true, 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
  ('019b76da-0000-7000-8000-000000000002', 'steps_5k', 'On the Move',
    'Walk 5,000 steps.', 'shoe',
    '{"type":"total_steps","threshold":5000}', 25, 20,
    true, 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
  ('019b76da-0000-7000-8000-000000000003', 'steps_10k', 'Ten Thousand',
    'Walk 10,000 steps.', 'medal',
    '{"type":"total_steps","threshold":10000}', 50, 30,
    true, 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
  ('019b76da-0000-7000-8000-000000000004', 'steps_50k', 'Explorer',
    'Walk 50,000 steps.', 'compass',
    '{"type":"total_steps","threshold":50000}', 100, 40,
    true, 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
  ('019b76da-0000-7000-8000-000000000005', 'steps_100k', 'Centurion',
    'Walk 100,000 steps.', 'trophy',
    '{"type":"total_steps","threshold":100000}', 250, 50,
    true, 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
  ('019b76da-0000-7000-8000-000000000006', 'streak_7', 'Seven in a Row',
    'Walk 1,000 steps on each of 7 dates in a row.', 'flame',
    '{"type":"streak","days":7,"min_steps":1000}', 150, 60,
    true, 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
  ('019b76da-0000-7000-8000-000000000007', 'early_bird', 'Early Bird',
    'Walk 1,000 steps between 04:00 and 07:00.', 'sunrise',
    '{"type":"early_bird","from":"04:00","before":"07:00","min_steps":1000}', 30, 70,
    true, 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
