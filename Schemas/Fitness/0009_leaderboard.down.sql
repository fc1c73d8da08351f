DROP TABLE fitness_leaderboard_cache;
DROP TABLE fitness_leaderboards;
ALTER TABLE fitness_profiles DROP COLUMN utc_offset;
ALTER TABLE fitness_profiles DROP COLUMN is_blocked;
