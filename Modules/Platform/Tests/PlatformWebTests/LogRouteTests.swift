import AdminResources
import ContextKit
import HTTP
import JSON
import Kernel
import Migrations
import PlatformSQL
import Ports
import Router
import Storage
import StorageTesting
import Testing
import WebTesting

@testable import PlatformWeb

/// The audit trails of all databases, as administrators read them.
@Suite struct LogRouteTests {
  private static let ada = UserID(rawValue: 77)

  private func entry(
    _ action: String, _ target: String = "ajo.circles:1", by actor: Actor? = nil, after: Int64 = 0,
    to json: String? = nil
  ) -> AuditEntry {
    AuditEntry(
      actor: actor ?? Actor(userID: Self.ada, address: "192.0.2.9", requestID: "r1"),
      action: action, target: target, before: nil, after: json,
      at: PlatformSite.noon.adding(seconds: after))
  }

  /// Two databases, their entries beside and on each other in time.
  private func site(on engine: Engine) async throws -> PlatformSite {
    let site = try await PlatformSite(on: engine, databases: [["auth"], ["ajo"]])
    try await site.audit([
      entry("user.block", "user:\(Self.ada)", after: 0),
      entry("auth.user.verify", "auth.users:\(Self.ada)", after: 2),
      entry("user.update", "user:9", by: .operatorConsole, after: 2),
      entry("platform.setting.changed", "platform.settings:ajo.hours", after: 5),
    ])
    try await site.audit(
      [
        entry("ajo.credit", "user:\(Self.ada)", after: 1),
        entry("ajo.circle.cancelled", after: 2), entry("ajo.circle.cancelled", after: 2),
        // Written later, and of an earlier time.
        entry("ajo.circle.renamed", by: Actor(userID: nil, address: "2001:db8::1"), after: 1),
      ], in: 1)
    return site
  }

  private func actions(_ target: String, _ site: PlatformSite) async -> [String] {
    await site.get(target, as: "admin").items.compactMap { $0["action"]?.string }
  }

  @Test(
    "Pages of all databases have every entry once, newest first, whatever their size",
    arguments: Engine.allCases)
  func merged(on engine: Engine) async throws {
    let site = try await site(on: engine)
    let all = [
      "platform.setting.changed", "ajo.circle.cancelled", "ajo.circle.cancelled",
      "auth.user.update", "auth.user.verify", "ajo.circle.renamed", "ajo.credit",
      "auth.user.block",
    ]
    for limit in [1, 2, 3, 7, 8, 100] {
      var (found, ids, cursor) = ([String](), Set<String>(), "")
      repeat {
        let page = await site.get("/api/admin/logs?limit=\(limit)\(cursor)", as: "admin")
        found += page.items.compactMap { $0["action"]?.string }
        ids.formUnion(page.items.compactMap { $0["id"]?.string })
        cursor = page["next_cursor"].map { "&cursor=\($0)" } ?? ""
      } while !cursor.isEmpty && found.count <= all.count
      #expect(found == all, "limit \(limit)")
      #expect(ids.count == all.count)
    }
  }

  @Test("Each filter finds what it asks for, and nothing else", arguments: Engine.allCases)
  func filters(on engine: Engine) async throws {
    let site = try await site(on: engine)
    // As rows were before they named their context.
    let ajo = site.stores[1].store.database
    try await ajo.execute(
      """
      INSERT INTO platform_audit (sequence, action, target, at, hash)
      SELECT 9, 'ajo.old', 'user:9', at, hash FROM platform_audit WHERE sequence = 1
      """)
    let circle = ["ajo.circle.cancelled", "ajo.circle.cancelled", "ajo.circle.renamed"]
    for (query, expected) in [
      ("actor_id=\(PlatformSite.users["admin"] ?? Self.ada)", []),
      ("action=auth.user.block", ["auth.user.block"]),
      ("action=ajo.circle.renamed", ["ajo.circle.renamed"]),
      ("action=user.block", ["auth.user.block"]),
      ("action=ajo.circle.*", circle),
      (
        "action=auth.user.*",
        [
          "auth.user.update", "auth.user.verify", "auth.user.block",
        ]
      ),
      ("action=auth.*", ["auth.user.update", "auth.user.verify", "auth.user.block"]),
      ("action=aj.*", []), ("action=ajo.c%25*", []),
      ("target=auth.users:\(Self.ada)", ["auth.user.verify", "ajo.credit", "auth.user.block"]),
      ("target=user:9", ["auth.user.update", "ajo.old"]),
      (
        "context=ajo",
        [
          "ajo.circle.cancelled", "ajo.circle.cancelled", "ajo.old", "ajo.circle.renamed",
          "ajo.credit",
        ]
      ),
      ("context=platform", ["platform.setting.changed"]), ("context=fleet", []),
      ("context=ajo&action=ajo.circle.*", circle),
      ("context=auth&action=ajo.circle.*", []),
      ("ip=2001:db8::1", ["ajo.circle.renamed"]), ("request_id=r2", []),
      ("request_id=r1&context=platform", ["platform.setting.changed"]),
      ("actor_id=\(Self.ada)&target=auth.users:\(Self.ada)&action=ajo.*", ["ajo.credit"]),
      ("from=2026-01-01T12:00:05.000Z", ["platform.setting.changed"]),
      (
        "from=2026-01-01T12:00:02.000Z&to=2026-01-01T12:00:02.000Z&context=auth",
        [
          "auth.user.update", "auth.user.verify",
        ]
      ),
      ("to=2025-12-31", []), ("from=2026-01-02", []),
      ("to=2026-01-01&context=platform", ["platform.setting.changed"]),
      ("from=2026-01-02&zone=Pacific/Kiritimati&context=platform", ["platform.setting.changed"]),
      ("to=2026-01-01&zone=Pacific/Kiritimati", []),
    ] as [(String, [String])] {
      #expect(await actions("/api/admin/logs?\(query)", site) == expected, "\(query)")
    }
    for query in [
      "actor_id=ada", "from=yesterday", "to=2026-13-01", "zone=Mars/Olympus", "actor=1",
      "context=", "ip=%00", "cursor=AAAA",
    ] {
      #expect(await site.get("/api/admin/logs?\(query)", as: "admin").status == 422, "\(query)")
    }
  }

  @Test("An entry has an id of its own for ever, and nothing else has", arguments: Engine.allCases)
  func entries(on engine: Engine) async throws {
    let site = try await site(on: engine)
    for item in await site.get("/api/admin/logs", as: "admin").items {
      let id = try #require(item["id"]?.string)
      let one = await site.get("/api/admin/logs/\(id)", as: "admin")
      #expect(one.status == 200 && one["action"] == item["action"]?.string)
    }
    let other = Cursor(.text("ajo"), .integer(99)).encoded(for: "platform.logs.id")
    let nowhere = Cursor(.text("fleet"), .integer(1)).encoded(for: "platform.logs.id")
    for id in [other, nowhere, "1", "x", "%00"] {
      #expect(await site.get("/api/admin/logs/\(id)", as: "admin").status == 404, "\(id)")
    }
  }

  @Test("An entry tells who acted, from where, and what changed")
  func content() async throws {
    let site = try await PlatformSite(on: .sqlite)
    let admin = try #require(PlatformSite.users["admin"])
    try await site.audit([
      AuditEntry(
        actor: Actor(
          userID: admin, address: "192.0.2.9", userAgent: "curl", requestID: "r7"),
        action: "ajo.circle.renamed", target: "ajo.circles:1", before: #"{"name":"a"}"#,
        after: #"{"name":"b"}"#, at: PlatformSite.noon)
    ])
    let item = try #require(await site.get("/api/admin/logs", as: "admin").items.first)
    #expect(item["actor"]?["id"]?.string == "\(admin)")
    #expect(item["actor"]?["kind"]?.string == "user")
    #expect(item["actor"]?["name"]?.string == "The admin")
    #expect(item["before"]?["name"]?.string == "a" && item["after"]?["name"]?.string == "b")
    #expect(item["ip"]?.string == "192.0.2.9" && item["user_agent"]?.string == "curl")
    #expect(item["request_id"]?.string == "r7" && item["context"]?.string == "ajo")
    #expect(item["at"]?.string == "2026-01-01T12:00:00.000Z")
  }

  @Test("The console and the server itself are told apart from users")
  func kinds() async throws {
    let site = try await PlatformSite(on: .sqlite)
    try await site.audit([
      entry("ajo.a.b", by: .operatorConsole), entry("ajo.a.c", by: Actor(userID: nil), after: 1),
    ])
    let kinds = await site.get("/api/admin/logs", as: "admin").items.map {
      $0["actor"]?["kind"]?.string
    }
    #expect(kinds == ["system", "console"])
  }

  @Test("Nothing edits or deletes an entry, and only admin and support read them")
  func access() async throws {
    let site = try await site(on: .sqlite)
    let id = try #require(
      await site.get("/api/admin/logs", as: "admin").items.first?["id"]?.string)
    for method in [HTTPMethod.delete, .put, .patch, .post] {
      for path in ["/api/admin/logs", "/api/admin/logs/\(id)", "/api/admin/logs/export"] {
        let answer = await site.send(method, path, "{}", as: "admin")
        #expect(answer.status == 405 && answer.headers["Allow"]?.contains("GET") == true)
      }
    }
    for path in [
      "/api/admin/logs", "/api/admin/logs/\(id)", "/api/admin/logs/export?format=csv",
    ] {
      #expect(await site.get(path, as: nil).status == 401)
      #expect(await site.get(path, as: "user").status == 403)
      #expect(await site.get(path, as: "fleet:staff").status == 403)
      #expect(await site.get(path, as: "support").status == 200)
    }
  }
}
