import Kernel

extension FitnessTransaction {
  /// What becomes of somebody's achievements when their days change: rows and news are written, and
  /// the coins are the caller's to move.
  ///
  /// What is lost is withdrawn even while achievements are switched off.
  /// - Parameters:
  ///   - profile: locked, with the totals as they are now; so are the days.
  ///   - changed: all dates whose records or counts changed.
  func judgedMoves(
    of profile: FitnessProfile, changed: [DayChange], terms: FitnessTerms
  ) throws -> AchievementVerdict {
    let counted = Dictionary(changed.map { ($0.date, $0.after) }) { $1 }
    let rules = AwardRules(
      userID: profile.userID, total: Int(profile.totalCounted), history: self)
    var verdict = AchievementVerdict()
    for standing in try standings(of: profile.userID) {
      let achievement = standing.achievement
      if let award = standing.award {
        let proof = try rules.kept(award.criteria, until: award.earnedOn, after: counted)
        try keep(award, of: achievement, by: proof, telling: &verdict)
      } else if achievement.isActive, terms.features.contains(.achievements),
        let proof = try rules.gained(achievement.criteria, by: counted)
      {
        try unlock(achievement, of: profile.userID, by: proof, telling: &verdict)
      }
    }
    return verdict
  }

  /// Gives an achievement to somebody who does not have it.
  func unlock(
    _ achievement: Achievement, of user: UserID, by proof: AwardRules.Proof,
    telling verdict: inout AchievementVerdict
  ) throws {
    let award = AchievementAward(
      id: ids.make(), userID: user, achievementID: achievement.id,
      criteria: achievement.criteria, coins: achievement.coins, earnedOn: proof.lastDate,
      unlockedAt: now)
    try insert(award)
    try tell(.unlocked(achievement, award))
    verdict.unlocked.append(achievement.code)
    if award.coins > 0 {
      verdict.moves.append(
        .credit(award.coins, .achievement, award.reference, note: achievement.name))
    }
  }

  /// Takes an award away that nothing bears any more, or notes what bears it now.
  private func keep(
    _ award: AchievementAward, of achievement: Achievement, by proof: AwardRules.Proof?,
    telling verdict: inout AchievementVerdict
  ) throws {
    if let proof {
      guard proof.lastDate != award.earnedOn else { return }
      var moved = award
      moved.earnedOn = proof.lastDate
      return try update(moved)
    }
    try delete(award)
    try tell(.withdrawn(achievement, award))
    verdict.withdrawn.append(achievement.code)
    if award.coins > 0 {
      verdict.moves.append(.takeBack(award.coins, award.reference, note: achievement.name))
    }
  }
}

extension AchievementAward {
  /// What coins are for.
  fileprivate var reference: CoinReference { CoinReference(.achievement, achievementID) }
}
