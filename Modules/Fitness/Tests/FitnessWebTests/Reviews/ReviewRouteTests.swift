import Fitness
import FitnessTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FitnessWeb

/// Reviews over HTTP, through the router.
@Suite struct ReviewRouteTests {
  private struct Stage {
    let site: Site<FitnessFixture>
    let ada: UserID
    let moderator: UserID
    let support: UserID
    let admin: UserID

    /// A record of Ada's that waits for a review.
    func waiting(daysAgo: Int = 1) async throws -> StepValidation {
      let record = try await site.fixture.total(ada, daysAgo: daysAgo, 80_000)
      let all = try await site.fixture.reviews.waiting()
      return try #require(all.first { $0.validation.recordID == record.id }).validation
    }

    func put(
      _ target: String, _ body: String, as user: UserID, ifMatch: String? = nil,
      key: String? = nil
    ) async -> Answer {
      await site.send(
        .put, target, body, as: user, [("If-Match", ifMatch), ("Idempotency-Key", key)])
    }
  }

  private static func stage() async throws -> Stage {
    let fit = try await FitnessFixture(on: .sqlite)
    let (ada, moderator) = (try fit.user("ada"), try fit.user("mo"))
    let (support, admin) = (try fit.user("sue"), try fit.user("root"))
    let roles: [UserID: Role] = [
      moderator: FitnessRight.moderator.role, support: .support, admin: .admin,
    ]
    let site = try Site(
      fit, routes: reviewRoutes(fit.reviews) + trustRoutes(fit.trust), below: "/api/fitness",
      clock: fit.time.clock, ids: fit.ids, roles: { roles[$0].map { [.user, $0] } ?? [.user] },
      report: { Issue.record($0) })
    return Stage(site: site, ada: ada, moderator: moderator, support: support, admin: admin)
  }

  @Test("A review is listed, shown and decided as the contract has it")
  func wholeWay() async throws {
    let stage = try await Self.stage()
    let validation = try await stage.waiting()
    let list = await stage.site.get("/api/fitness/validations?status=pending", as: stage.support)
    let item = try #require(list.json?["items"]?.elements.map { $0 }.first)
    #expect(
      item.members.map(\.key) == [
        "id", "step_record_id", "user_id", "date", "steps", "source", "status", "anomaly_score",
        "rules", "reason", "reviewer_id", "reviewed_at", "created_at", "record",
      ])
    #expect(item["anomaly_score"]?.int64 == 90 && item["rules"]?.count == 1)
    #expect(item["record"]?["verification"]?.string == "pending")

    let place = "/api/fitness/validations/\(validation.id)"
    let shown = await stage.site.get(place, as: stage.moderator)
    #expect(shown.status == 200 && shown["status"] == "pending")
    let stale = await stage.put(
      "\(place)/approve", "{}", as: stage.moderator, ifMatch: #""v9""#)
    #expect(stale.status == 412)
    let reject = #"{"reason":"a dog wore it"}"#
    let first = await stage.put(
      "\(place)/reject", reject, as: stage.moderator, ifMatch: shown.headers["ETag"], key: "k")
    #expect(first.status == 200 && first["status"] == "rejected")
    #expect(first["reason"] == "a dog wore it" && first["reviewer_id"] == "\(stage.moderator)")
    #expect(first.json?["record"]?["reason"]?.string == "a dog wore it")
    let again = await stage.put(
      "\(place)/reject", reject, as: stage.moderator, ifMatch: shown.headers["ETag"], key: "k")
    #expect(again.body == first.body && again.headers["Idempotency-Replayed"] == "true")
    let late = await stage.put("\(place)/approve", "{}", as: stage.admin)
    #expect(late.status == 409 && late["code"] == "already_decided")
    #expect(late["state"] == "rejected")

    let reopened = await stage.put("\(place)/reopen", #"{"reason":"appeal"}"#, as: stage.admin)
    #expect(reopened.status == 200 && reopened["status"] == "pending")
    let twice = await stage.put("\(place)/reopen", #"{"reason":"appeal"}"#, as: stage.admin)
    #expect(twice.status == 409 && twice["code"] == "already_pending")
    let opening = """
      {"step_record_id":"\(validation.recordID)","reason":"odd"}
      """
    let other = await stage.site.post("/api/fitness/validations", opening, as: stage.moderator)
    #expect(other.status == 409 && other["code"] == "already_pending")
    let approved = await stage.put("\(place)/approve", #"{"note":"fine"}"#, as: stage.moderator)
    #expect(approved.status == 200 && approved["status"] == "approved")
    let opened = await stage.site.post("/api/fitness/validations", opening, as: stage.moderator)
    #expect(opened.status == 200 && opened["status"] == "pending" && opened["reason"] == "odd")
  }

  @Test("Whoever lacks the right is told so before any id or body is looked at")
  func rights() async throws {
    let stage = try await Self.stage()
    let place = "/api/fitness/validations/nonsense"
    let site = stage.site
    for user in [stage.ada, stage.support] {
      #expect(await stage.put("\(place)/approve", "[", as: user).status == 403)
      #expect(await stage.put("\(place)/reject", "{}", as: user).status == 403)
      #expect(await site.post("/api/fitness/validations", "{}", as: user).status == 403)
    }
    for user in [stage.ada, stage.support, stage.moderator] {
      #expect(await stage.put("\(place)/reopen", "{}", as: user).status == 403)
      #expect(await stage.put("/api/fitness/users/x/trust", "{}", as: user).status == 403)
    }
    #expect(await site.get("/api/fitness/validations", as: stage.ada).status == 403)
    #expect(await site.get(place, as: stage.ada).status == 403)
    #expect(await site.get(place, as: stage.support).status == 404)
    #expect(await site.get("/api/fitness/validations", as: nil).status == 401)
    #expect(
      await stage.put("\(place)/reject", #"{"reason":"x"}"#, as: stage.moderator).status == 404)
  }

  @Test("A moderator's own record, a reason too long and an unknown filter are refused")
  func refusals() async throws {
    let stage = try await Self.stage()
    let fit = stage.site.fixture
    _ = try await fit.total(stage.moderator, daysAgo: 1, 80_000)
    let own = try #require(try await fit.reviews.waiting().first).validation
    let place = "/api/fitness/validations/\(own.id)"
    let refused = await stage.put("\(place)/approve", "{}", as: stage.moderator)
    #expect(refused.status == 403 && refused["code"] == "own_record")
    let long = await stage.put(
      "\(place)/reject", #"{"reason":"\#(String(repeating: "x", count: 501))"}"#,
      as: stage.admin)
    #expect(long.status == 422 && long.field == "reason")
    #expect(await stage.put("\(place)/reject", "{}", as: stage.admin).status == 422)
    for query in ["status=odd", "rule=odd", "sort=odd", "user_id=odd", "cursor=odd", "limit=0"] {
      let answer = await stage.site.get("/api/fitness/validations?\(query)", as: stage.admin)
      #expect(answer.status == 422, "\(query)")
    }
  }

  @Test("Pages follow one another in both orders")
  func pages() async throws {
    let stage = try await Self.stage()
    for day in 1...3 { _ = try await stage.waiting(daysAgo: day) }
    for sort in ["created_at", "-anomaly_score"] {
      var (seen, cursor): (Set<String>, String?) = ([], nil)
      for _ in 0..<3 {
        let next = cursor.map { "&cursor=\($0)" } ?? ""
        let page = await stage.site.get(
          "/api/fitness/validations?limit=1&sort=\(sort)\(next)", as: stage.moderator)
        let items = page.json?["items"]
        #expect(items?.count == 1)
        seen.insert(items?.elements.map { $0 }.first?["id"]?.string ?? "")
        cursor = page["next_cursor"]
      }
      #expect(seen.count == 3 && cursor == nil)
    }
  }

  @Test("An administrator sets how far somebody is trusted")
  func trust() async throws {
    let stage = try await Self.stage()
    let place = "/api/fitness/users/\(stage.ada)/trust"
    let low = await stage.put(place, #"{"trust":"low"}"#, as: stage.admin)
    #expect(low.status == 200 && low["trust"] == "low" && low["user_id"] == "\(stage.ada)")
    stage.site.fixture.clock.advance(seconds: 60)
    let normal = await stage.put(place, #"{"trust":"normal"}"#, as: stage.admin)
    #expect(normal["trust"] == "normal" && normal["updated_at"] != low["updated_at"])
    #expect(await stage.put(place, #"{"trust":"none"}"#, as: stage.admin).status == 422)
    let unknown = "/api/fitness/users/\(stage.site.fixture.ids.make() as UserID)/trust"
    #expect(await stage.put(unknown, #"{"trust":"low"}"#, as: stage.admin).status == 404)
  }
}
