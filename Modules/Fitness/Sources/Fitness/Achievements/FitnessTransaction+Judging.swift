extension FitnessTransaction {
  /// What a change of dates does to somebody's achievements.
  func judgedMoves(
    of profile: FitnessProfile, changed: [DayChange], terms: FitnessTerms
  ) throws -> AchievementVerdict {
    AchievementVerdict()
  }
}
