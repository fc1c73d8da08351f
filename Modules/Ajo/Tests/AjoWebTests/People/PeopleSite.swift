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
  /// What members of circles do among themselves, on a database of their own.
  static func people() async throws -> Site {
    let fixture = try await CircleFixture(on: .sqlite)
    return try Site(
      fixture,
      routes: chatRoutes(fixture.chat) + swapRoutes(fixture.proposals, fixture.circles)
        + replacementRoutes(fixture.proposals) + removalRoutes(fixture.proposals),
      below: "/api/ajo", clock: fixture.clock, ids: fixture.ids, report: { Issue.record($0) })
  }

  /// Answers a DELETE.
  func delete(_ target: String, as user: UserID?) async -> Answer {
    await send(.delete, target, "", as: user)
  }
}

extension Answer {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }
}
