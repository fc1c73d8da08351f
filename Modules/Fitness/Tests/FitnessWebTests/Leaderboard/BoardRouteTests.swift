import Fitness
import FitnessTesting
import HTTP
import JSON
import Kernel
import Router
import StorageTesting
import Synchronization
import Testing
import WebTesting
import WorkTesting

@testable import FitnessWeb

/// Boards and reports over HTTP.
@Suite struct BoardRouteTests {
  private let path = "/api/fitness/leaderboard"
  private let today = CivilDate(year: 2026, month: 1, day: 1) ?? .earliest

  private func site(staff: [UserID: FitnessRight] = [:]) async throws -> Site<FitnessFixture> {
    let fixture = try await FitnessFixture(on: .sqlite)
    return try Site(
      fixture, routes: boardRoutes(fixture.boards) + reportRoutes(fixture.reports),
      below: "/api/fitness", clock: fixture.time.clock, ids: fixture.ids,
      roles: { staff[$0].map { [.user, $0.role] } ?? [.user] }, report: { Issue.record($0) })
  }

  @Test("Every route asks for the permission that stands beside it here")
  func table() async throws {
    #expect(
      try await site().router.routes.listing == """
        GET   /api/fitness/leaderboard                 fitness.read          signed in, or a key
        POST  /api/fitness/leaderboard/refresh         fitness.administer    admin
        GET   /api/fitness/stats                       fitness.read          signed in, or a key
        GET   /api/fitness/reports/active_users        fitness.reports.read  admin, support
        GET   /api/fitness/reports/user_stats          fitness.reports.read  admin, support
        GET   /api/fitness/reports/daily_step_summary  fitness.reports.read  admin, support
        """)
  }

  @Test("A board is shown with its period, its lines and whoever asks")
  func board() async throws {
    let site = try await site()
    let ada = try site.fixture.user("Ada")
    let ben = try site.fixture.user("Ben")
    try await site.fixture.walk(ada, today, 2_000)
    try await site.fixture.walk(ben, today, 1_000)
    try await site.fixture.change(ben) { $0.visibility = .anonymous }
    let first = await site.get("\(path)?limit=1", as: ben)
    let text = String(decoding: first.body, as: UTF8.self)
    #expect(
      text.hasPrefix(
        """
        {"period":"weekly","period_start":"2025-12-29","period_end":"2026-01-04",\
        "computed_at":"2026-01-01T18:00:00.000Z","total":2,"items":[{"rank":1,\
        "user_id":"\(ada)","name":"Ada","steps":2000}],"next_cursor":"
        """), "\(text)")
    #expect(text.hasSuffix(#""me":{"rank":2,"steps":1000,"is_listed":true}}"#))
    let cursor = try #require(first.json?["next_cursor"]?.string)
    let second = await site.get("\(path)?limit=1&cursor=\(cursor)", as: ada)
    #expect(
      String(decoding: second.body, as: UTF8.self).contains(
        #""items":[{"rank":2,"user_id":null,"name":"Anonymous","steps":1000}],"next_cursor":null"#))
    #expect(await site.get("\(path)?period=monthly&cursor=\(cursor)", as: ada).status == 422)
    #expect(await site.get("\(path)?period=yearly", as: ada).status == 422)
    #expect(await site.get("\(path)?around=you", as: ada).status == 422)
    #expect(await site.get(path, as: nil).status == 401)
    let all = await site.get("\(path)?period=all_time&around=me", as: ada)
    #expect(String(decoding: all.body, as: UTF8.self).contains(#""period_start":null"#))
    site.fixture.terms.change { $0.features.remove(.leaderboard) }
    let off = await site.get(path, as: ada)
    #expect(off.status == 403 && off.json?["code"]?.string == "feature_disabled")
  }

  @Test("Administrators have boards made anew, once for a key")
  func refresh() async throws {
    let (boss, help) = (UserID(rawValue: 1 << 80), UserID(rawValue: 2 << 80))
    let site = try await site(staff: [boss: .admin, help: .support])
    let asked = await site.post("\(path)/refresh", #"{"period": "weekly"}"#, as: boss, key: "k")
    #expect(asked.status == 202 && asked.json?["id"]?.string != nil)
    let again = await site.post("\(path)/refresh", #"{"period": "weekly"}"#, as: boss, key: "k")
    #expect(again.body == asked.body)
    #expect(await site.post("\(path)/refresh", "{}", as: boss).status == 202)
    #expect(await site.post("\(path)/refresh", #"{"period": "day"}"#, as: boss).status == 422)
    #expect(await site.post("\(path)/refresh", "nonsense", as: help).status == 403)
  }

  @Test("Reports are pages, or files with a line a row")
  func reports() async throws {
    let help = UserID(rawValue: 2 << 80)
    let site = try await site(staff: [help: .support])
    let ada = try site.fixture.user("Ada")
    try await site.fixture.walk(ada, today, 8_345)
    try await site.fixture.change(ada) { $0.displayName = "=Ada" }
    let reports = "/api/fitness/reports"
    #expect(await site.get("\(reports)/active_users", as: ada).status == 403)
    let active = try await download("\(reports)/active_users?format=csv", as: help, from: site)
    #expect(
      active.text == """
        user_id,display_name,last_active_date,steps_7d,steps_30d,available_coins\r
        \(ada),'=Ada,2026-01-01,8345,8345,118\r

        """)
    #expect(active.headers["Content-Type"]?.hasPrefix("text/csv") == true)
    let days = await site.get(
      "\(reports)/daily_step_summary?from=2025-12-01&to=2026-01-02", as: help)
    #expect(
      String(decoding: days.body, as: UTF8.self) == """
        {"items":[{"date":"2026-01-01","users":1,"steps":8345,"counted_steps":8345,\
        "pending_steps":0,"rejected_steps":0,"coins_earned":"83.4500"}],"next_cursor":null}
        """)
    let long = await site.get(
      "\(reports)/daily_step_summary?from=2020-01-01&to=2026-01-02", as: help)
    #expect(long.status == 422)
    let stats = await site.get("\(reports)/user_stats?user_id=\(ada)", as: help)
    #expect(stats.items.first?["current_streak"]?.numberText == "1")
    let own = await site.get("/api/fitness/stats", as: ada)
    #expect(own.json?["best_day_steps"]?.numberText == "8345")
    #expect(own.json?["best_day_date"]?.string == "2026-01-01")
    #expect(own.json?["coins_earned"]?.numberText == "118")
    let nobody = await site.get("/api/fitness/stats", as: help)
    #expect(nobody.status == 200 && nobody.json?["total_steps"]?.numberText == "0")
  }

  /// A file, as it is streamed.
  private func download(
    _ target: String, as user: UserID, from site: Site<FitnessFixture>
  ) async throws -> (headers: HTTPHeaders, text: String) {
    var headers = HTTPHeaders()
    headers.add("Authorization", "Bearer \(user)")
    let response = await site.router.respond(
      to: HTTPRequest(
        method: .get, target: target, headers: headers, body: .bytes([]),
        remoteAddress: "127.0.0.1"))
    let octets = Mutex<[UInt8]>([])
    if case .stream(let write) = response.body {
      try await write(HTTPBodyWriter { piece in octets.withLock { $0 += piece } })
    }
    return (response.headers, String(decoding: octets.withLock { $0 }, as: UTF8.self))
  }
}
