import Fleet
import FleetTesting
import HTTP
import JSON
import Kernel
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FleetWeb

extension Site<FleetFixture> {
  /// The routes of companies on a database of their own.
  /// - Parameter staff: users who are staff of the house.
  static func companies(staff: [UserID: Role] = [:]) async throws -> Site {
    let fixture = try await FleetFixture(on: .sqlite)
    return try Site(
      fixture,
      routes: companyRoutes(fixture.companies) + memberRoutes(fixture.members)
        + invitationRoutes(fixture.invitations),
      below: "/api/fleet", clock: fixture.time.clock, ids: fixture.ids,
      roles: { staff[$0].map { [.user, $0] } ?? [.user] }, report: { Issue.record($0) })
  }

  /// Answers a PUT with JSON.
  func put(
    _ target: String, _ body: String, as user: UserID?, ifMatch: String? = nil
  ) async -> Answer {
    await send(.put, target, body, as: user, [("If-Match", ifMatch)])
  }

  /// Answers a DELETE.
  func delete(_ target: String, as user: UserID?, ifMatch: String? = nil) async -> Answer {
    await send(.delete, target, as: user, [("If-Match", ifMatch)])
  }
}

extension Answer {
  /// The names of the members of its object, in their order.
  var names: [String] { json?.members.map(\.key) ?? [] }
}
