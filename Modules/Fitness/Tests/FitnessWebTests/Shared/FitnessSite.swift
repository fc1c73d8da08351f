import Fitness
import FitnessTesting
import HTTP
import JSON
import Kernel
import Router
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FitnessWeb

extension Site<FitnessFixture> {
  /// The routes of steps, profiles and coins on a database of their own.
  /// - Parameter staff: users with rights of the staff.
  static func walking(staff: [UserID: FitnessRight] = [:]) async throws -> Site {
    let fixture = try await FitnessFixture(on: .sqlite).withoutAchievements()
    return try Site(
      fixture,
      routes: stepRoutes(fixture.steps) + uploadRoutes(fixture.uploads, fixture.profiles)
        + profileRoutes(fixture.profiles, terms: fixture.terms.source)
        + walletRoutes(fixture.wallets),
      below: "/api/fitness", clock: fixture.time.clock, ids: fixture.ids,
      roles: { staff[$0].map { [.user, $0.role] } ?? [.user] }, report: { Issue.record($0) })
  }

  /// Uploads JSON.
  func upload(_ body: String, as user: UserID?, key: String? = nil) async -> Answer {
    await post("/api/fitness/steps/record", body, as: user, key: key)
  }
}
