DROP TABLE fitness_leaderboard_cache;
DROP TABLE fitness_leaderboards;
DROP INDEX fitness_step_days_board;
ALTER TABLE fitness_profiles DROP COLUMN utc_offset;
ALTER TABLE fitness_profiles DROP COLUMN is_blocked;
