import Ajo
import AjoTesting
import HTTP
import Kernel
import Ports
import StorageTesting
import Testing
import WebTesting

@testable import AjoWeb

extension Site<CircleFixture> {
  /// The routes of circles on a database of their own.
  static func circles() async throws -> Site {
    let fixture = try await CircleFixture(on: .sqlite)
    return try Site(
      fixture,
      routes: circleRoutes(fixture.circles, timeZone: "Africa/Lagos")
        + seatRoutes(fixture.circles) + courseRoutes(fixture.circles)
        + contributionRoutes(fixture.circles, fixture.contributions),
      below: "/api/ajo", clock: fixture.clock, ids: fixture.ids, report: { Issue.record($0) })
  }

  /// Answers a PUT with JSON.
  func put(_ target: String, _ body: String, as user: UserID?) async -> Answer {
    await send(.put, target, body, as: user)
  }
}
