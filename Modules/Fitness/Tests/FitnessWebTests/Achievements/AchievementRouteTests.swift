import Fitness
import FitnessTesting
import HTTP
import JSON
import Kernel
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FitnessWeb

/// Achievements over HTTP, through the router.
@Suite struct AchievementRouteTests {
  private static let path = "/api/fitness/achievements"

  private static func site() async throws -> (Site<FitnessFixture>, ada: UserID, admin: UserID) {
    let fit = try await FitnessFixture(on: .sqlite)
    let (ada, admin) = (try fit.user("ada"), try fit.user("root"))
    let site = try Site(
      fit, routes: achievementRoutes(fit.achievements), below: "/api/fitness",
      clock: fit.time.clock, ids: fit.ids, roles: { $0 == admin ? [.user, .admin] : [.user] },
      report: { Issue.record($0) })
    return (site, ada, admin)
  }

  private static func text(_ value: JSONValue?) -> String { value?.description ?? "" }

  @Test("The list is as the contract has it, page by page")
  func list() async throws {
    let (site, ada, _) = try await Self.site()
    _ = try await site.fixture.total(ada, daysAgo: 1, 1_500)
    let list = await site.get(Self.path, as: ada)
    let items = try #require(list.json?["items"]?.elements.map { $0 })
    #expect(items.count == 7 && list.json?["next_cursor"]?.isNull == true)
    let first = try #require(items.first)
    #expect(
      first.members.map(\.key) == [
        "id", "code", "name", "description", "icon", "unlock_criteria", "coin_reward",
        "display_order", "is_active", "progress", "unlocked_at",
      ])
    #expect(Self.text(first["unlock_criteria"]) == #"{"type":"total_steps","threshold":1000}"#)
    #expect(first["progress"]?["current"]?.int64 == 1_000 && first["unlocked_at"]?.string != nil)
    #expect(
      Self.text(items[5]["unlock_criteria"]) == #"{"type":"streak","days":7,"min_steps":1000}"#)
    #expect(
      Self.text(items[6]["unlock_criteria"])
        == #"{"type":"early_bird","from":"04:00","before":"07:00","min_steps":1000}"#)
    let page = await site.get("\(Self.path)?limit=6", as: ada)
    let cursor = try #require(page["next_cursor"])
    let rest = await site.get("\(Self.path)?limit=6&cursor=\(cursor)", as: ada)
    #expect(rest.json?["items"]?.elements.map { $0 }.first?["code"]?.string == "early_bird")
  }

  @Test("Administrators make and change them; a code is taken once, and tags are honoured")
  func changes() async throws {
    let (site, ada, admin) = try await Self.site()
    let body = """
      {"code":"big_day","name":"Big day","coin_reward":40,
       "unlock_criteria":{"type":"daily_steps","threshold":20000}}
      """
    #expect(await site.post(Self.path, "[", as: ada).status == 403)
    let made = await site.post(Self.path, body, as: admin, key: "k")
    #expect(made.status == 201 && made["code"] == "big_day" && made["description"] == "")
    #expect(await site.post(Self.path, body, as: admin, key: "k").body == made.body)
    let taken = await site.post(Self.path, body, as: admin)
    #expect(taken.status == 409 && taken["code"] == "code_taken")
    let place = try #require(made.headers["Location"])
    let shown = await site.get(place, as: ada)
    #expect(shown.status == 200 && shown.headers["ETag"] == made.headers["ETag"])

    #expect(await site.patch(place, "{}", as: ada).status == 403)
    let changed = await site.patch(
      place, #"{"coin_reward":50,"is_active":false,"icon":null}"#, as: admin,
      ifMatch: shown.headers["ETag"])
    #expect(changed.status == 200 && changed.json?["coin_reward"]?.int64 == 50)
    let stale = await site.patch(
      place, #"{"coin_reward":60}"#, as: admin, ifMatch: shown.headers["ETag"])
    #expect(stale.status == 412)
    let code = await site.patch(place, #"{"code":"steps_1k"}"#, as: admin)
    #expect(code.status == 409 && code["code"] == "code_taken")
    #expect(await site.get(place, as: ada).status == 404)
    #expect(await site.patch("\(Self.path)/nonsense", "{}", as: admin).status == 404)
  }

  @Test(
    "Criteria that make no sense are refused, each fault by its field",
    arguments: [
      (#"{"type":"swim","threshold":1}"#, "unlock_criteria.type"),
      (#"{"type":"total_steps"}"#, "unlock_criteria.threshold"),
      (#"{"type":"total_steps","threshold":0}"#, "unlock_criteria.threshold"),
      (#"{"type":"daily_steps","threshold":1000001}"#, "unlock_criteria.threshold"),
      (#"{"type":"streak","min_steps":1}"#, "unlock_criteria.days"),
      (#"{"type":"streak","days":367,"min_steps":1}"#, "unlock_criteria.days"),
      (
        #"{"type":"early_bird","from":"4:00","before":"07:00","min_steps":1}"#,
        "unlock_criteria.from"
      ),
      (
        #"{"type":"early_bird","from":"07:00","before":"07:00","min_steps":1}"#,
        "unlock_criteria.before"
      ),
      (#"[]"#, "unlock_criteria"),
    ])
  func criteria(json: String, field: String) async throws {
    let (site, _, admin) = try await Self.site()
    let answer = await site.post(
      Self.path, #"{"code":"x","name":"X","coin_reward":1,"unlock_criteria":\#(json)}"#,
      as: admin)
    #expect(answer.status == 422 && answer.field == field)
  }
}
