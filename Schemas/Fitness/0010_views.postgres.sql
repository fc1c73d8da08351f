-- What staff looks at. Steps are counted ones, and it is the date that it is for each user.

-- The runs of dates on each of which somebody walked 1,000 steps: the longest, and the last one.
CREATE VIEW fitness_user_runs AS
SELECT l.user_id, MAX(l.days) AS longest, MAX(l.last_run) AS last_run, MAX(l.last_date) AS last_date
FROM (
  SELECT r.user_id, r.days, r.last_date,
    FIRST_VALUE(r.days) OVER (PARTITION BY r.user_id ORDER BY r.last_date DESC) AS last_run
  FROM (
    SELECT w.user_id, COUNT(*) AS days, MAX(w.date) AS last_date
    FROM (
      SELECT d.user_id, d.date,
        d.date - CAST(
          ROW_NUMBER() OVER (PARTITION BY d.user_id ORDER BY d.date) AS integer) AS island
      FROM fitness_step_days d
      WHERE d.counted >= 1000
    ) w
    GROUP BY w.user_id, w.island
  ) r
) l
GROUP BY l.user_id;

-- Who walked in the last 30 dates, today included.
CREATE VIEW active_users AS
SELECT p.user_id, p.display_name, MAX(d.date) AS last_active_date,
  CAST(SUM(CASE
    WHEN d.date > CAST(now() AT TIME ZONE 'UTC' + p.utc_offset * INTERVAL '1 minute' AS date) - 7
    THEN d.counted ELSE 0 END) AS bigint) AS steps_7d,
  CAST(SUM(d.counted) AS bigint) AS steps_30d,
  COALESCE(MAX(w.available_coins), 0) AS available_coins
FROM fitness_step_days d
JOIN fitness_profiles p ON p.user_id = d.user_id
LEFT JOIN fitness_wallets w ON w.user_id = d.user_id
WHERE d.date > CAST(now() AT TIME ZONE 'UTC' AS date) - 31 AND d.counted > 0
  AND d.date > CAST(now() AT TIME ZONE 'UTC' + p.utc_offset * INTERVAL '1 minute' AS date) - 30
  AND p.deleted_at IS NULL
GROUP BY p.user_id, p.display_name;

CREATE VIEW daily_step_summary AS
SELECT d.date, COUNT(*) AS users, CAST(SUM(d.steps) AS bigint) AS steps,
  CAST(SUM(d.counted) AS bigint) AS counted_steps, CAST(SUM(d.pending) AS bigint) AS pending_steps,
  CAST(SUM(d.rejected) AS bigint) AS rejected_steps,
  CAST(SUM(d.earned_parts) / 10000.0 AS numeric(30, 4)) AS coins_earned
FROM fitness_step_days d
WHERE d.reported > 0
GROUP BY d.date;

CREATE VIEW user_stats AS
SELECT p.user_id, p.total_counted AS total_steps, COALESCE(s.active_days, 0) AS active_days,
  COALESCE(s.steps / NULLIF(s.active_days, 0), 0) AS average_daily_steps,
  COALESCE(s.best, 0) AS best_day_steps,
  (SELECT b.date FROM fitness_step_days b
    WHERE b.user_id = p.user_id AND b.counted > 0
    ORDER BY b.counted DESC, b.date LIMIT 1) AS best_day_date,
  CASE
    WHEN r.last_date
      > CAST(now() AT TIME ZONE 'UTC' + p.utc_offset * INTERVAL '1 minute' AS date) - 2
    THEN r.last_run ELSE 0 END AS current_streak,
  COALESCE(r.longest, 0) AS longest_streak,
  COALESCE(w.lifetime_earned, 0) AS coins_earned, COALESCE(w.lifetime_spent, 0) AS coins_spent,
  (SELECT COUNT(*) FROM fitness_user_achievements a WHERE a.user_id = p.user_id)
    AS achievements_unlocked,
  (SELECT COUNT(*) FROM fitness_orders o WHERE o.user_id = p.user_id) AS orders_count,
  s.last_recorded_date
FROM fitness_profiles p
LEFT JOIN (
  SELECT d.user_id, CAST(SUM(d.counted) AS bigint) AS steps,
    COUNT(CASE WHEN d.counted > 0 THEN 1 END) AS active_days,
    MAX(d.counted) AS best, MAX(CASE WHEN d.reported > 0 THEN d.date END) AS last_recorded_date
  FROM fitness_step_days d
  GROUP BY d.user_id
) s ON s.user_id = p.user_id
LEFT JOIN fitness_user_runs r ON r.user_id = p.user_id
LEFT JOIN fitness_wallets w ON w.user_id = p.user_id
WHERE p.deleted_at IS NULL;
