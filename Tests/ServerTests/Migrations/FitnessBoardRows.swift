/// Rows of Fitness's boards, made of rows that are there.
enum FitnessBoardRows {
  static let statements = """
    INSERT INTO fitness_leaderboards (period, period_start, computed_at, total)
      SELECT 'weekly', '2026-01-05', created_at, 1 FROM auth_identities;
    INSERT INTO fitness_leaderboard_cache (period, period_start, user_id, rank, place, steps)
      SELECT 'weekly', '2026-01-05', user_id, 1, 1, 1 FROM auth_identities;
    UPDATE fitness_profiles SET is_blocked = may_overdraw, utc_offset = 60
      FROM ledger_accounts WHERE code = 'ajo.house';
    """
}
