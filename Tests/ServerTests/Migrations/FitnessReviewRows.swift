/// Rows of Fitness's reviews and achievements, made of rows that are there.
enum FitnessReviewRows {
  static let statements = """
    INSERT INTO fitness_step_validations (id, step_record_id, user_id, date, steps, source, status,
        anomaly_score, rules, reason, reviewer_id, reviewed_at, version, created_at, updated_at)
      SELECT id, id, user_id, '2026-01-01', 70001, 'garmin', 'approved', 90, ',day_total,', 'r',
        user_id, created_at, 1, created_at, created_at
      FROM auth_identities;
    INSERT INTO fitness_user_achievements (id, user_id, achievement_id, criteria_snapshot, coins,
        earned_on, unlocked_at)
      SELECT auth_identities.id, user_id, fitness_achievements.id, unlock_criteria, coin_reward,
        '2026-01-01', auth_identities.created_at
      FROM auth_identities CROSS JOIN fitness_achievements WHERE code = 'streak_7';
    """
}
