import ContextKit
import Fitness
import Kernel
import Ports
import Router

/// What users set of themselves.
func profileRoutes(_ profiles: ProfileService, terms: @escaping FitnessTermsSource) -> [Route] {
  [
    .get(
      "/profile", permission: .readFitness, summary: "Show your profile", otherStatuses: [304]
    ) { (caller, _: NoInput) in
      ProfileBody(try await profiles.profile(of: caller.userID), by: terms()).tagged
    },
    .patch(
      "/profile", permission: .recordSteps, summary: "Change your profile",
      refusals: [UserLeaving.self]
    ) { (caller, input: ProfilePatch) in
      let profile = try await profiles.change(
        input.change, of: caller.userID,
        precondition: { try input.ifMatch.check(ETag(version: $0)) })
      return ProfileBody(profile, by: terms()).tagged
    }
    .described(
      "A new `time_zone` moves no date; a new `daily_goal` is that of today and of what comes after "
        + "it."),
  ]
}

/// The condition and body of `PATCH /profile`.
struct ProfilePatch: RequestInput {
  let ifMatch: IfMatch?
  let change: ProfileChange

  init(from fields: inout RequestFields) {
    ifMatch = fields.ifMatch()
    var change = ProfileChange()
    switch fields.patchBody("display_name", .displayName) {
    case .absent: break
    case .clear: change.displayName = .some(nil)
    case .set(let name): change.displayName = name
    }
    change.zone = fields.optionalBody("time_zone", .namedZone)
    change.dailyGoal = fields.optionalBody("daily_goal", .integer(500...100_000))
    change.visibility = fields.optionalBody("leaderboard_visibility", .enumeration())
    self.change = change
  }
}

extension FieldType where Value == String {
  /// How boards call somebody: no address, and nothing that looks like none.
  fileprivate static var displayName: FieldType {
    FieldType.line(length: 1...40)
      .checked(message: "This cannot be blank.") { name in
        name.unicodeScalars.contains { !$0.properties.isWhitespace }
      }
      .checked(message: "This cannot be an address: leave out the @.") { !$0.contains("@") }
  }
}

/// A profile on the wire.
struct ProfileBody: ResponseBody {
  let profile: FitnessProfile
  let goal: Int

  init(_ profile: FitnessProfile, by terms: FitnessTerms) {
    self.profile = profile
    goal = profile.goal(by: terms)
  }

  static let shape = Shape<ProfileBody>(
    "FitnessProfile",
    .id("user_id") { $0.profile.userID },
    .optionalString("display_name") { $0.profile.displayName },
    .string("time_zone") { $0.profile.zone.name },
    .integer("daily_goal") { $0.goal },
    .enumeration("leaderboard_visibility") { $0.profile.visibility },
    .enumeration("trust") { $0.profile.trust },
    .instant("updated_at") { $0.profile.updatedAt })

  /// The body with its tag.
  var tagged: Reply<ProfileBody> { Reply.ok(self).etag(ETag(version: profile.version)) }
}
