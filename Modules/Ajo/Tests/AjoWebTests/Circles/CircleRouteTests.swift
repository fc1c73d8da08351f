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

/// Circles over HTTP, through the router.
@Suite struct CircleRouteTests {
  private let path = "/api/ajo/circles"
  private let terms = """
    {"name": "Family Ajo", "amount": "100.00", "frequency": "weekly",
     "cycle_start_date": "2026-01-05", "size": 2}
    """

  @Test("Every route asks for the permission that stands beside it here")
  func table() async throws {
    #expect(
      try await Site.circles().router.routes.listing == """
        POST   /api/ajo/circles                     ajo.circles.change  signed in, or a key
        GET    /api/ajo/circles                     ajo.circles.read    signed in, or a key
        GET    /api/ajo/circles/{id}                ajo.circles.read    signed in, or a key
        PATCH  /api/ajo/circles/{id}                ajo.circles.change  signed in, or a key
        GET    /api/ajo/circles/preview             ajo.circles.read    signed in, or a key
        POST   /api/ajo/circles/join                ajo.circles.change  signed in, or a key
        POST   /api/ajo/circles/{id}/leave          ajo.circles.change  signed in, or a key
        POST   /api/ajo/circles/{id}/invite         ajo.circles.change  signed in, or a key
        PUT    /api/ajo/circles/{id}/mandate        ajo.wallet.spend    signed in, or a key
        PUT    /api/ajo/circles/{id}/pledge-offer   ajo.wallet.spend    signed in, or a key
        GET    /api/ajo/circles/{id}/members        ajo.circles.read    signed in, or a key
        POST   /api/ajo/circles/{id}/start          ajo.circles.change  signed in, or a key
        POST   /api/ajo/circles/{id}/cancel         ajo.circles.change  signed in, or a key
        PUT    /api/ajo/circles/{id}/order          ajo.circles.change  signed in, or a key
        GET    /api/ajo/circles/{id}/schedule       ajo.circles.read    signed in, or a key
        GET    /api/ajo/circles/{id}/payouts        ajo.circles.read    signed in, or a key
        GET    /api/ajo/circles/{id}/health         ajo.circles.read    signed in, or a key
        GET    /api/ajo/circles/{id}/contributions  ajo.circles.read    signed in, or a key
        POST   /api/ajo/circles/{id}/contributions  ajo.wallet.spend    signed in, or a key
        """)
  }

  @Test("A circle of two is founded, joined, started, paid and shown")
  func course() async throws {
    let site = try await Site.circles()
    let (ada, bola) = (
      try await site.fixture.user("ada"), try await site.fixture.user("bola")
    )
    let made = await site.post(path, terms, as: ada, key: "k")
    #expect(made.status == 201 && made["status"] == "forming" && made["my_role"] == "host")
    #expect(made["time_zone"] == "Africa/Lagos" && made["payout_order"] == "fixed")
    #expect(made["late_fee"] == "0.00" && made["current_cycle"] == nil)
    let circle = try #require(made.headers["Location"])
    #expect(await site.post(path, terms, as: ada, key: "k").body == made.body)
    let code = try #require(made["invite_code"])
    let preview = await site.get("\(path)/preview?invite_code=\(code)", as: bola)
    #expect(preview.status == 200 && preview["invite_code"] == nil)
    #expect(await site.get(circle, as: bola).status == 404)
    let joined = await site.post("\(path)/join", #"{"invite_code":"\#(code)"}"#, as: bola)
    #expect(joined.status == 200 && joined["my_role"] == "member")
    let again = await site.post("\(path)/join", #"{"invite_code":"\#(code)"}"#, as: bola)
    #expect(again.status == 409 && again["code"] == "already_joined")
    let started = await site.post("\(circle)/start", "{}", as: ada)
    #expect(started.status == 200 && started["status"] == "active")
    #expect(await site.post("\(circle)/start", "{}", as: bola).status == 403)

    let paid = await site.post("\(circle)/contributions", "{}", as: bola, key: "p")
    #expect(paid.status == 201 && paid["status"] == "paid" && paid["amount"] == "100.00")
    let replay = await site.post("\(circle)/contributions", "{}", as: bola, key: "p")
    #expect(replay.body == paid.body && replay.headers["Idempotency-Replayed"] == "true")
    let twice = await site.post("\(circle)/contributions", "{}", as: bola)
    #expect(twice.status == 409 && twice["code"] == "already_paid")
    let none = await site.post("\(circle)/contributions", #"{"cycle_number": 3}"#, as: bola)
    #expect(none.status == 422 && none.field == "cycle_number")
    #expect(await site.get(circle, as: ada)["pot"] == "100.00")
    let health = await site.get("\(circle)/health", as: ada)
    #expect(health.status == 200 && health["shortfall"] == "100.00")
    #expect(health["next_due_date"] == "2026-01-05")
  }

  @Test("Lists come in pages and in their order, and foreign cursors are refused")
  func lists() async throws {
    let site = try await Site.circles()
    let users = try await site.fixture.users(3)
    let circle = try await site.fixture.circle(of: users)
    let own = "\(path)/\(circle.id)"
    for (list, count) in [("members", 3), ("schedule", 3), ("contributions", 9), ("payouts", 0)] {
      var (seen, cursor) = (0, "")
      repeat {
        let page = await site.get("\(own)/\(list)?limit=2\(cursor)", as: users[0])
        #expect(page.status == 200)
        seen += page.items.count
        cursor = page["next_cursor"].map { "&cursor=\($0)" } ?? ""
      } while !cursor.isEmpty
      #expect(seen == count, "\(list)")
      #expect(await site.get("\(own)/\(list)?cursor=zzz", as: users[0]).status == 422)
      #expect(await site.get("\(own)/\(list)", as: UserID(rawValue: 9)).status == 404)
    }
    let dates = await site.get("\(own)/schedule", as: users[1]).items.compactMap {
      $0["due_date"]?.string
    }
    #expect(dates == ["2026-01-05", "2026-01-12", "2026-01-19"])
    let mine = await site.get("\(path)?status=active", as: users[2])
    #expect(mine.items.count == 1)
    #expect(await site.get("\(path)?status=forming", as: users[2]).items.isEmpty)
    #expect(await site.get("\(path)?status=odd", as: users[2]).status == 422)
  }

  @Test(
    "Terms that are none are refused, each by its field",
    arguments: [
      (#""amount": "0""#, "amount"), (#""amount": "0.001""#, "amount"),
      (#""size": 1"#, "size"), (#""size": 101"#, "size"), (#""frequency": "daily""#, "frequency"),
      (#""cycle_start_date": "2025-12-31""#, "cycle_start_date"),
      (#""cycle_start_date": "2026-02-30""#, "cycle_start_date"),
      (#""late_fee": "100.01""#, "late_fee"), (#""grace_days": 15"#, "grace_days"),
      (#""time_zone": "Mars/Olympus""#, "time_zone"), (#""currency": "USD""#, "currency"),
      (#""name": "  ""#, "name"), (#""name": "a\nb""#, "name"),
      (#""name": "\u202eevil""#, "name"), (#""name": "\u200d""#, "name"),
      (#""payout_order": "bids""#, "payout_order"),
      (#""amount": "10000000000000.00""#, "amount"),
    ])
  func terms(_ member: String, _ field: String) async throws {
    let site = try await Site.circles()
    let ada = try await site.fixture.user("ada", holding: 0)
    var members = [
      #""name": "n""#, #""amount": "100""#, #""frequency": "weekly""#,
      #""cycle_start_date": "2026-01-05""#, #""size": 2"#,
    ]
    members.removeAll { $0.hasPrefix(String(member.prefix { $0 != ":" })) }
    let body = "{\((members + [member]).joined(separator: ","))}"
    let answer = await site.post(path, body, as: ada)
    #expect(answer.status == 422)
    #expect(answer.field == field)
  }

  @Test("What was agreed changes under its version, and after the start no more")
  func changes() async throws {
    let site = try await Site.circles()
    let users = try await site.fixture.users(2)
    let circle = try await site.fixture.forming(of: users, size: 2)
    let own = "\(path)/\(circle.id)"
    let tag = try #require(await site.get(own, as: users[0]).headers["ETag"])
    let changed = await site.patch(
      own, #"{"amount": "7.50", "late_fee": "1"}"#, as: users[0], ifMatch: tag)
    #expect(changed.status == 200 && changed["amount"] == "7.50")
    #expect(
      await site.patch(own, #"{"amount": "8"}"#, as: users[0], ifMatch: tag).status == 412)
    #expect(await site.patch(own, #"{"amount": "8"}"#, as: users[1]).status == 403)
    let mandate = await site.put("\(own)/mandate", #"{"enabled": true}"#, as: users[1])
    #expect(mandate.status == 200)
    let order = await site.put(
      "\(own)/order", #"{"user_ids": ["\#(users[1])", "\#(users[0])"]}"#, as: users[0])
    #expect(order.status == 409 && order["code"] == "order_not_by_host")
    #expect(await site.post("\(own)/start", "{}", as: users[0]).status == 200)
    let late = await site.patch(own, #"{"amount": "8"}"#, as: users[0])
    #expect(late.status == 409 && late["code"] == "circle_started")
    #expect(await site.patch(own, #"{"name": "New"}"#, as: users[0]).status == 200)
    #expect(await site.post("\(own)/leave", "{}", as: users[1])["code"] == "circle_started")
    #expect(await site.post("\(own)/cancel", "{}", as: users[0])["status"] == "cancelled")
  }

  @Test("Turns and mandates are given to the version that was seen")
  func conditions() async throws {
    let site = try await Site.circles()
    let users = try await site.fixture.users(2)
    let circle = try await site.fixture.forming(of: users, size: 2) {
      $0.turnOrder = .hostOrder
    }
    let own = "\(path)/\(circle.id)"
    let order = #"{"user_ids": ["\#(users[1])", "\#(users[0])"]}"#
    let first = try #require(await site.get(own, as: users[0]).headers["ETag"])
    let ordered = await site.put("\(own)/order", order, as: users[0], ifMatch: first)
    #expect(ordered.status == 200 && ordered.number("my_payout_order") == 2)
    #expect(await site.put("\(own)/order", order, as: users[0], ifMatch: first).status == 412)
    let mandate = #"{"enabled": true}"#
    #expect(
      await site.put("\(own)/mandate", mandate, as: users[1], ifMatch: first).status == 412)
    let second = try #require(ordered.headers["ETag"])
    let given = await site.put("\(own)/mandate", mandate, as: users[1], ifMatch: second)
    #expect(given.status == 200 && given.json?["my_mandate"]?.bool == true)
    #expect(given.headers["ETag"] != second)
    #expect(await site.put("\(own)/mandate", mandate, as: users[1], ifMatch: "*").status == 200)
  }

  @Test("A circle that has something new to read is not the one that was seen")
  func unread() async throws {
    let site = try await Site.circles()
    let users = try await site.fixture.users(2)
    let circle = try await site.fixture.forming(of: users, size: 2)
    let own = "\(path)/\(circle.id)"
    let first = try #require(await site.get(own, as: users[0]).headers["ETag"])
    func get(_ tag: String) async -> Answer {
      await site.send(.get, own, as: users[0], [("If-None-Match", tag)])
    }
    #expect(await get(first).status == 304)
    _ = try await site.fixture.chat.post("hello", to: circle.id, by: users[1])
    let told = await get(first)
    #expect(told.status == 200 && told.number("unread") == 1)
    let second = try #require(told.headers["ETag"])
    #expect(await get(second).status == 304)
    // Changes go by the circle's version.
    let renamed = await site.patch(own, #"{"name": "New"}"#, as: users[0], ifMatch: second)
    #expect(renamed.status == 200)
    #expect(
      await site.patch(own, #"{"name": "Newer"}"#, as: users[0], ifMatch: second).status == 412)
  }

  @Test("A mandate, and the start of a circle whose host pledges, ask for the PIN")
  func pins() async throws {
    let site = try await Site.circles(pins: PinPolicy(verifier: nil, isForEverybody: true))
    let users = try await site.fixture.users(2)
    let circle = try await site.fixture.forming(of: users, size: 2) {
      $0.defaultPolicy = .hostCover
    }
    let own = "\(path)/\(circle.id)"
    let mandate = await site.put("\(own)/mandate", #"{"enabled": true}"#, as: users[1])
    #expect(mandate.status == 403 && mandate["code"] == "pin_required")
    #expect(
      await site.put("\(own)/mandate", #"{"enabled": false}"#, as: users[1]).status == 200)
    let started = await site.post("\(own)/start", "{}", as: users[0], key: "k")
    #expect(started.status == 403 && started["code"] == "pin_required")
    #expect(await site.get(own, as: users[0])["status"] == "forming")
  }

  @Test("What a circle is about is shown twenty times a minute")
  func throttle() async throws {
    let routes = try await Site.circles().router.routes
    let preview = try #require(routes.first { $0.path == "\(path)/preview" })
    #expect(preview.limit.map { [$0.limit, $0.seconds] } == [20, 60])
  }
}
