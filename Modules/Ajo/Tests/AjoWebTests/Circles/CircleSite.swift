import Ajo
import AjoTesting
import HTTP
import JSON
import Kernel
import Ports
import Router
import StorageTesting
import Testing
import WebTesting

@testable import AjoWeb

extension Site<CircleFixture> {
  /// The routes of circles on a database of their own.
  static func circles(
    pins: PinPolicy = PinPolicy(verifier: nil, isForEverybody: false)
  ) async throws -> Site {
    let fixture = try await CircleFixture(on: .sqlite)
    let circles = fixture.circles(pins: pins)
    return try Site(
      fixture,
      routes: circleRoutes(circles, timeZone: "Africa/Lagos")
        + seatRoutes(circles) + courseRoutes(circles)
        + contributionRoutes(circles, fixture.contributions),
      below: "/api/ajo", clock: fixture.clock, ids: fixture.ids, report: { Issue.record($0) })
  }

  /// What administrators do about circles, on a database of their own.
  static func circleAdministration(
    roles: @escaping @Sendable (UserID) -> [Role]
  ) async throws -> Site {
    let fixture = try await CircleFixture(on: .sqlite)
    return try Site(
      fixture, routes: circleAdminRoutes(fixture.circles, fixture.reminders),
      below: "/api/ajo", clock: fixture.clock, ids: fixture.ids, roles: roles,
      report: { Issue.record($0) })
  }

  /// Answers a PUT with JSON.
  func put(
    _ target: String, _ body: String, as user: UserID?, ifMatch: String? = nil
  ) async -> Answer {
    await send(.put, target, body, as: user, [("If-Match", ifMatch)])
  }
}

extension Answer {
  /// A whole number of the body's object.
  func number(_ name: String) -> Int64? { json?[name]?.int64 }
}
