import ContextKit
import HTTP
import JSON
import Kernel
import Migrations
import PlatformSQL
import Ports
import RuntimeSettings
import Storage
import StorageTesting
import Testing
import WebTesting

@testable import PlatformWeb

/// A context with two settings.
private struct Ajo: ContextPlugin {
  static let name = "ajo"
  static let migrations = MigrationStream(name: name, files: [])
  static let hours = RuntimeSetting(
    "reminder_hours", .int(in: 1...72), default: 24, "How early members are reminded.")
  static let fee = RuntimeSetting(
    "fee", .decimal(digits: 2, units: 0...10_000),
    default: SettingDecimal(units: 50, fractionDigits: 2), "The fee.", isDangerous: true)

  let settings: ContextSettings

  init(environment: ContextEnvironment) async throws { settings = environment.settings }

  var offers: Offers {
    var offers = Offers()
    offers.runtimeSettings = [Self.hours, Self.fee]
    return offers
  }
}

/// Settings that administrators change while servers run.
@Suite struct SettingRouteTests {
  private let path = "/api/admin/settings/ajo/reminder_hours"

  private func site(on engine: Engine) async throws -> PlatformSite {
    try await PlatformSite(on: engine, contexts: [Ajo.self])
  }

  private func ajo(_ site: PlatformSite) throws -> ContextSettings {
    try #require(site.contexts.context(Ajo.self)?.plugin.settings)
  }

  private func feed(_ site: PlatformSite) throws -> SettingsFeed {
    SettingsFeed(from: site.database, into: try ajo(site).store)
  }

  @Test(
    "A change counts at every server that reads it, and its history and audit row tell of it",
    arguments: Engine.allCases)
  func change(on engine: Engine) async throws {
    let site = try await site(on: engine)
    let before = await site.get(path, as: "support")
    #expect(before.status == 200 && before.headers["ETag"] == "\"v0\"")
    #expect(before.json?["value"]?.int64 == 24 && before.json?["default"]?.int64 == 24)
    #expect(before["type"] == "int" && before.json?["updated_at"]?.isNull == true)
    #expect(before.json?["maximum"]?.int64 == 72)

    let after = await site.send(.put, path, #"{"value": 48}"#, as: "admin", ifMatch: "\"v0\"")
    #expect(after.status == 200 && after.headers["ETag"] == "\"v1\"")
    #expect(after.json?["value"]?.int64 == 48 && after.json?["default"]?.int64 == 24)
    #expect(after["updated_by"] == "\(UserID(rawValue: 1))")

    let settings = try ajo(site)
    #expect(settings[Ajo.hours] == 24)
    let known = try await feed(site).readNews(since: 0)
    #expect(settings[Ajo.hours] == 48 && known == 1)
    // Another server reads what is stored before its contexts are put together.
    let other = try await PlatformSite(over: [site.database], contexts: [Ajo.self])
    #expect(try ajo(other)[Ajo.hours] == 48)

    let history = await site.get("\(path)/history", as: "support")
    #expect(history.items.map { $0["value"]?.int64 } == [48])
    let logs = try await AuditTrail.entries(
      about: "platform.settings:ajo.reminder_hours", of: "platform", after: 0, limit: 9,
      in: site.database)
    #expect(logs.map(\.entry.action) == ["platform.setting.changed"])
    #expect(logs.map(\.entry.before) == [#"{"value":24}"#])
    #expect(logs.map(\.entry.after) == [#"{"value":48}"#])
    #expect(logs.map(\.entry.actor.userID) == [UserID(rawValue: 1)])
  }

  @Test(
    "What a setting has already changes nothing: no version, no history, no audit row",
    arguments: Engine.allCases)
  func unchanged(on engine: Engine) async throws {
    let site = try await site(on: engine)
    for body in [#"{"value": 24}"#, #"{"value": null}"#] {
      let answer = await site.send(.put, path, body, as: "admin")
      #expect(answer.status == 200 && answer.headers["ETag"] == "\"v0\"")
    }
    #expect(await site.send(.delete, path, as: "admin").headers["ETag"] == "\"v0\"")
    _ = await site.send(.put, path, #"{"value": 48}"#, as: "admin")
    #expect(
      await site.send(.put, path, #"{"value":   48}"#, as: "admin").headers["ETag"] == "\"v1\"")
    #expect(await site.get("\(path)/history", as: "admin").items.count == 1)
    #expect(try await rows("platform_audit", site) == 1)
  }

  @Test("The default comes back by DELETE, and by null", arguments: Engine.allCases)
  func reset(on engine: Engine) async throws {
    let site = try await site(on: engine)
    _ = await site.send(.put, path, #"{"value": 48}"#, as: "admin")
    let reset = await site.send(.delete, path, as: "admin", ifMatch: "\"v1\"")
    #expect(reset.status == 200 && reset.json?["value"]?.int64 == 24)
    #expect(reset.headers["ETag"] == "\"v2\"")
    _ = await site.send(.put, path, #"{"value": 12}"#, as: "admin")
    #expect(await site.send(.put, path, #"{"value": null}"#, as: "admin").status == 200)

    let first = await site.get("\(path)/history?limit=3", as: "admin")
    #expect(first.items.map { $0["value"]?.int64 } == [24, 12, 24])
    #expect(first.items.map { $0["is_default"]?.bool } == [true, false, true])
    let rest = await site.get(
      "\(path)/history?limit=3&cursor=\(try #require(first["next_cursor"]))", as: "admin")
    #expect(rest.items.map { $0["version"]?.int64 } == [1])
  }

  @Test(
    "Refusals: who may not, what there is not, what does not fit, what has changed meanwhile",
    arguments: Engine.allCases)
  func refusals(on engine: Engine) async throws {
    let site = try await site(on: engine)
    #expect(await site.get(path, as: nil).status == 401)
    #expect(await site.get(path, as: "user").status == 403)
    #expect(await site.send(.put, path, #"{"value": 7}"#, as: "support").status == 403)
    #expect(await site.send(.delete, path, as: "support").status == 403)
    for unknown in ["ajo/nothing", "fleet/reminder_hours", "ajo/%C3%A4"] {
      #expect(await site.get("/api/admin/settings/\(unknown)", as: "admin").status == 404)
      let put = await site.send(
        .put, "/api/admin/settings/\(unknown)", #"{"value": 7}"#, as: "admin")
      #expect(put.status == 404)
      #expect(await site.get("/api/admin/settings/\(unknown)/history", as: "admin").status == 404)
    }
    for body in [#"{"value": 0}"#, #"{"value": "7"}"#, #"{"value": 7.5}"#, "{}"] {
      let answer = await site.send(.put, path, body, as: "admin")
      #expect(answer.status == 422 && answer.field == "value", "\(body)")
    }
    #expect(await site.get("/api/admin/settings?contexts=ajo", as: "admin").status == 422)
    _ = await site.send(.put, path, #"{"value": 48}"#, as: "admin")
    let stale = await site.send(.put, path, #"{"value": 49}"#, as: "admin", ifMatch: "\"v0\"")
    #expect(stale.status == 412)
    #expect(await site.send(.delete, path, as: "admin", ifMatch: "\"v0\"").status == 412)
    #expect(await site.get(path, as: "admin").json?["value"]?.int64 == 48)
    let known = await site.respond(.get, path, as: "admin", ifNoneMatch: "\"v1\"")
    #expect(known.status == 304)
  }

  @Test("Settings are listed by context and key, page by page, of one context if asked")
  func list() async throws {
    let site = try await site(on: .sqlite)
    var (names, cursor) = ([String](), "")
    repeat {
      let page = await site.get("/api/admin/settings?limit=1\(cursor)", as: "support")
      names += page.items.compactMap { item in
        item["context"]?.string.flatMap { context in
          item["key"]?.string.map { "\(context).\($0)" }
        }
      }
      cursor = page["next_cursor"].map { "&cursor=\($0)" } ?? ""
    } while !cursor.isEmpty && names.count < 9
    #expect(
      names == [
        "ajo.fee", "ajo.reminder_hours", "platform.realtime.history_age",
        "platform.realtime.history_events",
      ])
    let ajo = await site.get("/api/admin/settings?context=ajo", as: "admin")
    #expect(ajo.items.map { $0["key"]?.string } == ["fee", "reminder_hours"])
    #expect(ajo.items.map { $0["is_dangerous"]?.bool } == [true, false])
    #expect(ajo.items.first?["default"]?.string == "0.50")
  }

  @Test(
    "Of twenty changes at once of a setting that nobody changed before, each has its version",
    arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let site = try await site(on: engine)
    let path = path
    let statuses = await withTaskGroup(of: Int.self) { group in
      for hours in 30..<50 {
        group.addTask {
          await site.send(.put, path, #"{"value": \#(hours)}"#, as: "admin").status
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses == Array(repeating: 200, count: 20))
    #expect(await site.get(path, as: "admin").json?["version"]?.int64 == 20)
    #expect(try await rows("platform_settings_history", site) == 20)
    #expect(try await rows("platform_audit", site) == 20)
  }

  @Test(
    "Of twenty changes at once that saw one version, one is made", arguments: Engine.allCases)
  func onlyOne(on engine: Engine) async throws {
    let site = try await site(on: engine)
    let path = path
    let statuses = await withTaskGroup(of: Int.self) { group in
      for hours in 30..<50 {
        group.addTask {
          await site.send(
            .put, path, #"{"value": \#(hours)}"#, as: "admin", ifMatch: "\"v0\""
          ).status
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.filter { $0 == 200 }.count == 1)
    #expect(statuses.filter { $0 == 412 }.count == 19)
  }

  @Test(
    "The feed brings what is announced, and tells of it", .timeLimit(.minutes(30)),
    arguments: Engine.allCases)
  func follows(on engine: Engine) async throws {
    let site = try await site(on: engine)
    let (feed, settings, path) = (try feed(site), try ajo(site), path)
    let changes = settings.store.changes()
    let following = Task { try await feed.run() }
    defer { following.cancel() }
    _ = await site.send(.put, path, #"{"value": 48}"#, as: "admin")
    for await _ in changes where settings[Ajo.hours] == 48 { break }
    #expect(settings[Ajo.hours] == 48)
  }

  @Test(
    "Neither the history of settings nor what it tells can be changed", arguments: Engine.allCases)
  func immutable(on engine: Engine) async throws {
    let site = try await site(on: engine)
    _ = await site.send(.put, path, #"{"value": 48}"#, as: "admin")
    for statement: SQL in [
      "UPDATE platform_settings_history SET value = '1'", "DELETE FROM platform_settings_history",
    ] {
      await #expect(throws: StorageError.self) { try await site.database.execute(statement) }
    }
  }

  private func rows(_ table: SQL, _ site: PlatformSite) async throws -> Int {
    try await site.database.first("SELECT count(*) FROM \(table)") {
      try $0.get(0, as: Int.self)
    } ?? 0
  }
}
