import ExampleTesting
import KernelTesting
import StorageTesting
import Testing
import WebTesting

@testable import ExampleWeb

extension Site<ExampleFixture> {
  /// The routes of items on a database of their own.
  init() async throws {
    let fixture = try await ExampleFixture(on: .sqlite)
    try self.init(
      fixture, routes: itemRoutes(fixture.items), below: "/api/example", clock: fixture.clock,
      ids: fixture.ids, report: { Issue.record($0) })
  }
}

extension Answer {
  /// The titles of a list.
  var titles: [String?] { each("title") }
}
