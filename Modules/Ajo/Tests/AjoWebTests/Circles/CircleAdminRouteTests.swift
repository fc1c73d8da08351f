import Ajo
import AjoTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import Ports
import Router
import Testing
import WebTesting

@testable import AjoWeb

/// What administrators see of circles and do about them, over HTTP.
@Suite struct CircleAdminRouteTests {
  private let path = "/api/ajo/admin/circles"
  private let admin = UserID(rawValue: 1)
  private let support = UserID(rawValue: 2)
  private let reason = #""reason":"they asked for it""#

  private func site() async throws -> Site<CircleFixture> {
    try await Site.circleAdministration { [admin, support] user in
      user == admin ? [.user, .admin] : user == support ? [.user, .support] : [.user]
    }
  }

  @Test("Every route asks for the permission that stands beside it here")
  func table() async throws {
    #expect(
      try await site().router.routes.listing == """
        GET   /api/ajo/admin/circles              ajo.circles.read_all    admin, support, or a key
        GET   /api/ajo/admin/circles/{id}         ajo.circles.read_all    admin, support, or a key
        POST  /api/ajo/admin/circles/{id}/cancel  ajo.circles.change_all  admin
        POST  /api/ajo/admin/circles/{id}/host    ajo.circles.change_all  admin
        POST  /api/ajo/admin/circles/{id}/resend  ajo.circles.change_all  admin
        """)
  }

  @Test("Members may nothing, support looks; each act needs a reason")
  func rights() async throws {
    let site = try await site()
    let users = try await site.fixture.users(2)
    let circle = try await site.fixture.circle(of: users)
    let own = "\(path)/\(circle.id)"
    for act in ["cancel", "host", "resend"] {
      let body = #"{"user_id":"\#(users[1])",\#(reason)}"#
      for user in [users[0], support] {
        #expect(await site.post("\(own)/\(act)", body, as: user).status == 403)
      }
      let bare = await site.post("\(own)/\(act)", #"{"user_id":"\#(users[1])"}"#, as: admin)
      #expect(bare.status == 422 && bare.field == "reason")
      let unknown = "\(path)/\(users[0])/\(act)"
      #expect(await site.post(unknown, body, as: admin).status == 404)
    }
    for target in [path, own] {
      #expect(await site.get(target, as: users[0]).status == 403)
      #expect(await site.get(target, as: support).status == 200)
    }
    #expect(await site.get("\(path)/\(users[0])", as: support).status == 404)
    #expect(try await site.fixture.circles.circle(circle.id).state == .active)
  }

  @Test("All circles are a table with how they stand, in pages and by filters")
  func list() async throws {
    let site = try await site()
    let users = try await site.fixture.users(2)
    let first = try await site.fixture.forming(of: users, size: 2)
    let second = try await site.fixture.circle(of: users) { $0.defaultPolicy = .shortPay }
    try await site.fixture.pay(1, by: users[0], into: second.id)
    try await site.fixture.advance(days: 6)
    let page = await site.get("\(path)?limit=1", as: admin)
    #expect(page.each("id") == ["\(second.id)"] && page.items[0]["late"]?.int64 == 1)
    #expect(page.each("shortfall") == ["200.00"] && page.each("next_due_date") == ["2026-01-12"])
    #expect(
      page.items[0]["on_time_rate"]?.numberText == "0.5" && page.each("host_id") == ["\(users[0])"])
    let cursor = try #require(page["next_cursor"])
    let next = await site.get("\(path)?limit=1&cursor=\(cursor)", as: admin)
    #expect(next.each("id") == ["\(first.id)"] && next["next_cursor"] == nil)
    for (filter, circle) in [("status=forming", first), ("health=late", second)] {
      #expect(await site.get("\(path)?\(filter)", as: admin).each("id") == ["\(circle.id)"])
    }
    #expect(await site.get("\(path)?host_id=\(users[1])", as: admin).items.isEmpty)
    for query in ["status=odd", "health=odd", "cursor=zzz", "host_id=x", "sort=name"] {
      #expect(await site.get("\(path)?\(query)", as: admin).status == 422)
    }
    let shown = await site.get("\(path)/\(second.id)", as: admin)
    #expect(shown.number("late") == 1 && shown["status"] == "active")
    #expect(shown.json?["members"]?.count == 2)
  }

  @Test("A circle is cancelled, handed over and reminded of, each once under a key")
  func acts() async throws {
    let site = try await site()
    let users = try await site.fixture.users(2)
    let circle = try await site.fixture.circle(of: users)
    let own = "\(path)/\(circle.id)"
    for user in users { try await site.fixture.pay(1, by: user, into: circle.id) }
    try await site.fixture.advance(days: 9)
    let host = #"{"user_id":"\#(users[1])",\#(reason)}"#
    let changed = await site.post("\(own)/host", host, as: admin, key: "h")
    #expect(changed.status == 200 && changed["host_id"] == "\(users[1])")
    #expect(await site.post("\(own)/host", host, as: admin, key: "h").body == changed.body)
    let stranger = await site.post(
      "\(own)/host", #"{"user_id":"\#(admin)",\#(reason)}"#, as: admin)
    #expect(stranger.status == 422 && stranger.field == "user_id")
    let resent = await site.post("\(own)/resend", "{\(reason)}", as: admin, key: "r")
    #expect(resent.status == 200 && resent.number("reminded") == 2)
    try await site.fixture.pay(2, by: users[1], into: circle.id)
    let cancelled = await site.post("\(own)/cancel", "{\(reason)}", as: admin, key: "c")
    #expect(cancelled.told == "200 cancelled")
    #expect(
      await site.post("\(own)/cancel", "{\(reason)}", as: admin, key: "c").body == cancelled.body)
    #expect(
      await site.post("\(own)/cancel", "{\(reason)}", as: admin).told == "409 circle_ended")
    #expect(await site.post("\(own)/host", host, as: admin).told == "409 circle_ended")
    #expect(try await site.fixture.balance(of: users[0]) == .naira(1_100))
    #expect(try await site.fixture.balance(of: users[1]) == .naira(900))
  }
}
