/// Rows of Fitness's tables, made of rows that are there.
enum FitnessRows {
  static let statements = """
    INSERT INTO fitness_profiles (user_id, display_name, time_zone, daily_goal,
        leaderboard_visibility, trust, total_counted, earned_parts, version, created_at, updated_at,
        deleted_at)
      SELECT user_id, 'n', 'UTC', 500, 'public', 'normal', 1, 100, 1, created_at, created_at,
        created_at
      FROM auth_identities;
    INSERT INTO fitness_step_records (id, user_id, date, steps, source, device_id, is_manual,
        recording_method, start_time, end_time, time_zone, distance, external_id, version, identity,
        verification, flags, reason, superseded_by, created_at)
      SELECT auth_identities.id, user_id, '2026-01-01', 1, 'garmin', 'd', may_overdraw, 'automatic',
        NULL, NULL, 'UTC', 1, 'e', 1, auth_identities.id, 'verified', 'stride', 'r',
        auth_identities.id, created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fitness_step_days (user_id, date, measured, manual, steps, counted, overlapping,
        manual_over, over_cap, pending, rejected, reported, earned_parts, coins_per_step,
        daily_coin_cap, daily_step_cap, goal, goal_met, sources, updated_at)
      SELECT user_id, '2026-01-01', 1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 100, 100, 500, 50000, 500,
        may_overdraw, 'garmin 0 1', created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fitness_wallets (id, user_id, available_coins, frozen_coins, lifetime_earned,
        lifetime_spent, debt_coins, created_at, updated_at)
      SELECT id, user_id, 1, 0, 1, 0, 0, created_at, created_at FROM auth_identities;
    INSERT INTO fitness_coin_transactions (id, user_id, type, direction, amount, status,
        balance_after, reference_type, reference_id, note, created_at, updated_at)
      SELECT id, user_id, 'steps', 'credit', 1, 'posted', 1, 'step_record', id, 'n', created_at,
        created_at
      FROM auth_identities;
    """
}
