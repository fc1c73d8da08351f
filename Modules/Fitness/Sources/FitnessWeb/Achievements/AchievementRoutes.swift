import ContextKit
public import Fitness
public import Kernel
import Router

/// What can be achieved by walking.
func achievementRoutes(_ achievements: AchievementService) -> [Route] {
  [
    .get(
      "/achievements", permission: .readFitness,
      summary: "List achievements, with how far you are, in their order",
      refusals: [FeatureDisabled.self]
    ) { (caller, query: AchievementQuery) in
      let found = try await achievements.achievements(
        for: FitnessCaller(caller), after: query.place, limit: query.page.rowsToRead)
      return query.page.of(found) { OwnAchievementBody($0) }
    },
    .get(
      "/achievements/{id}", permission: .readFitness, summary: "Show an achievement",
      refusals: [AchievementRefusal.self, FeatureDisabled.self]
    ) { (caller, path: RecordPath<Achievement>) in
      let view = try await achievements.achievement(path.id, for: FitnessCaller(caller))
      return Reply.ok(OwnAchievementBody(view))
        .etag(ETag(version: view.standing.achievement.version))
    },
    .post(
      "/achievements", permission: .administerFitness, summary: "Make an achievement",
      status: 201, refusals: [AchievementRefusal.self],
      answer: { (achievement: Achievement) in
        Reply.created(AchievementBody(achievement), at: "/achievements/\(achievement.id)")
          .etag(ETag(version: achievement.version))
      }
    ) { (caller, input: AchievementInput, once) in
      try await achievements.create(input.draft, by: FitnessCaller(caller), once: once)
    },
    .patch(
      "/achievements/{id}", permission: .administerFitness, summary: "Change an achievement",
      refusals: [AchievementRefusal.self],
      answer: { (achievement: Achievement) in AchievementBody(achievement).tagged }
    ) { (caller, input: AchievementPatch, once) in
      try await achievements.change(
        input.id, input.change, by: FitnessCaller(caller),
        if: { try input.ifMatch.check(ETag(version: $0)) }, once: once)
    },
  ]
}

extension ProblemKind {
  /// 409: another achievement has the code.
  static let achievementCodeTaken = ProblemKind(
    status: 409, code: "code_taken", title: "Another achievement has this code")
}

extension AchievementRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .codeTaken: Problem(.achievementCodeTaken, detail: "Choose another code.")
    }
  }
}
