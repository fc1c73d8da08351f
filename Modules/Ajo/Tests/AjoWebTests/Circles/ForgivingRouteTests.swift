import Ajo
import AjoTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import Ports
import Router
import StorageTesting
import Testing
import WebTesting

@testable import AjoWeb

/// Debts that are forgiven over HTTP, through the router.
@Suite struct ForgivingRouteTests {
  @Test("Whoever is owed a contribution forgives it, once under a key")
  func forgive() async throws {
    let fixture = try await CircleFixture(on: .sqlite)
    let site = try Site(
      fixture, routes: [forgivingRoute(fixture.circles)], below: "/api/ajo", clock: fixture.clock,
      ids: fixture.ids, report: { Issue.record($0) })
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users, mandates: [users[0]]) {
      $0.defaultPolicy = .shortPay
    }
    try await fixture.advance(days: 6)
    let owed = try #require(
      try await fixture.store.contribution(1, of: users[1], in: circle.id))
    let path = "/api/ajo/circles/\(circle.id)/contributions/\(owed.id)/forgive"
    let own = await site.post(path, "{}", as: users[1])
    #expect(own.status == 409 && own["code"] == "nothing_owed")
    #expect(await site.post(path, "{}", as: UserID(rawValue: 9)).status == 404)
    let forgiven = await site.post(path, "{}", as: users[0], key: "k")
    #expect(forgiven.status == 200 && forgiven["status"] == "excused")
    #expect(forgiven["forgiven"] == "100.00" && forgiven["forgiven_at"] != nil)
    let replay = await site.post(path, "{}", as: users[0], key: "k")
    #expect(replay.body == forgiven.body)
    #expect(replay.headers["Idempotency-Replayed"] == "true")
    #expect(await site.post(path, "{}", as: users[0], key: "l")["code"] == "nothing_owed")
  }
}
