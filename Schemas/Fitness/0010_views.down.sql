DROP VIEW user_stats;
DROP VIEW daily_step_summary;
DROP VIEW active_users;
DROP VIEW fitness_user_runs;
