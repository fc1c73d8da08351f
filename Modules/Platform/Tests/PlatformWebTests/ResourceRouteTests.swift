import AdminResources
import ContextKit
import HTTP
import JSON
import Kernel
import Migrations
import StorageTesting
import Testing
import WebTesting

@testable import PlatformWeb

/// A context with two kinds of records, one of which its staff looks after.
private struct Fleet: ContextPlugin {
  static let name = "fleet"
  static let migrations = MigrationStream(name: name, files: [])

  init(environment: ContextEnvironment) async throws {}

  var offers: Offers {
    var offers = Offers()
    let fields = [
      AdminField("id", "Id", .uuid), .money("fee", "Fee", in: "unit"),
      AdminField("unit", "Unit", .text), AdminField("email", "E-mail", .email).personal.nullable,
      .choice("state", "State", [AdminValue("open", "Open", .good)]),
      .ref("job", "Job", to: "platform/jobs"), AdminField("ip", "Address", .address),
      AdminField("token", "Token", .text).secret,
    ]
    offers.adminResources = [
      AdminResource(
        "trips", "Trip", plural: "Trips", table: "platform_jobs", fields: fields,
        columns: ["id", "state"], filters: [.init("id", [.eq, .isNull])],
        search: .init(in: ["email"], minimumCharacters: 3), sort: .init("-id", fields: ["id"]),
        changes: .init(update: ["state"], revertible: true),
        actions: [
          AdminAction(
            "close", "Close", dangerous: true,
            confirm: .init("Close?", "It ends.", typing: "email"), reason: .required,
            input: [AdminField("note", "Note", .longText).required.upTo(100)],
            when: ["state": ["open"]], bulk: true)
        ], related: [.init("jobs", "Jobs", to: "platform/jobs")],
        staff: .init(readers: [Role("fleet:staff")])),
      AdminResource(
        "cars", "Car", plural: "Cars", table: "platform_jobs",
        fields: [AdminField("id", "Id", .uuid)], columns: ["id"], sort: .init("id", fields: []),
        changes: .init(create: ["id"], deletable: true),
        staff: .init(editors: [Role("fleet:owner")])),
    ]
    return offers
  }
}

/// Which resources there are, and what somebody may do with them.
@Suite struct ResourceRouteTests {
  private func site() async throws -> PlatformSite {
    try await PlatformSite(on: .sqlite, contexts: [Fleet.self])
  }

  private func names(_ answer: Answer) -> [String] {
    answer.items.compactMap { item in
      item["context"]?.string.flatMap { context in
        item["name"]?.string.map { "\(context)/\($0)" }
      }
    }
  }

  @Test("Resources are listed by context and name: all for admin and support, the staff's for it")
  func list() async throws {
    let site = try await site()
    let all = [
      "fleet/cars", "fleet/trips", "platform/jobs", "platform/ledger-accounts",
      "platform/ledger-entries", "platform/ledger-transfers", "platform/payment-webhooks",
      "platform/schedules",
      "platform/settings", "platform/webhook-deliveries", "platform/webhooks",
    ]
    for role in ["admin", "support"] {
      #expect(names(await site.get("/api/admin/resources?limit=100", as: role)) == all)
    }
    #expect(names(await site.get("/api/admin/resources", as: "fleet:staff")) == ["fleet/trips"])
    #expect(await site.get("/api/admin/resources", as: "user").status == 403)
    #expect(await site.get("/api/admin/resources", as: nil).status == 401)
    let first = await site.get("/api/admin/resources?limit=3", as: "admin")
    let cursor = try #require(first["next_cursor"])
    let rest = await site.get("/api/admin/resources?limit=100&cursor=\(cursor)", as: "admin")
    #expect(names(first) + names(rest) == all)
  }

  @Test("A resource is answered as it was declared")
  func body() async throws {
    let answer = try await site().get("/api/admin/resources/fleet/trips", as: "admin")
    #expect(answer.status == 200)
    let json = try #require(answer.json)
    #expect(json["path"]?.string == "/api/admin/fleet/trips")
    #expect(json["ui_path"]?.string == "/admin/fleet/trips")
    #expect(json["id_type"]?.string == "uuid" && json["label_plural"]?.string == "Trips")
    #expect(json["columns"]?.description == #"["id","state"]"#)
    #expect(json["filters"]?.description == #"[{"field":"id","ops":["eq","is_null"]}]"#)
    #expect(json["search"]?.description == #"{"fields":["email"],"min_chars":3}"#)
    #expect(json["sort"]?.description == #"{"default":"-id","allowed":["id"]}"#)
    #expect(json["forms"]?.description == #"{"create":null,"update":["state"]}"#)
    #expect(
      json["related"]?.description
        == #"[{"name":"jobs","label":"Jobs","resource":"platform/jobs"}]"#)
    let fields = try #require(json["fields"]).elements.map { $0.description }
    #expect(
      fields[1] == #"{"name":"fee","label":"Fee","type":"money","currency_field":"unit","#
        + #""pii":false,"secret":false,"nullable":false,"required":false}"#)
    #expect(fields[3].contains(#""type":"email","pii":true"#))
    #expect(
      fields[4].contains(#""values":[{"value":"open","label":"Open","tone":"good"}]"#))
    #expect(fields[5].contains(#""type":"ref","ref":"platform/jobs""#))
    #expect(fields[6].contains(#""type":"text""#) && fields[7].contains(#""secret":true"#))
    #expect(
      json["actions"]?.description == #"[{"name":"close","label":"Close","dangerous":true,"#
        + #""confirm":{"title":"Close?","text":"It ends.","type_to_confirm":"email"},"#
        + #""reason":"required","input":[{"name":"note","label":"Note","type":"long_text","#
        + #""pii":false,"secret":false,"nullable":false,"required":true,"max_length":100}],"#
        + #""when":{"state":["open"]},"bulk":true,"allowed":true}]"#)
  }

  @Test("What a caller may do is told them, and nobody else's rights")
  func rights() async throws {
    let site = try await site()
    func can(_ name: String, as role: String) async -> String? {
      await site.get("/api/admin/resources/\(name)", as: role).json?["can"]?.description
    }
    func rights(
      create: Bool = false, update: Bool = false, delete: Bool = false, reveal: Bool = false,
      revert: Bool = false
    ) -> String {
      """
      {"read":true,"create":\(create),"update":\(update),"delete":\(delete),"reveal":\(reveal),\
      "export":true,"revert":\(revert)}
      """
    }
    #expect(
      await can("fleet/trips", as: "admin") == rights(update: true, reveal: true, revert: true))
    #expect(await can("fleet/trips", as: "support") == rights(reveal: true))
    #expect(await can("fleet/trips", as: "fleet:staff") == rights(reveal: true))
    #expect(await can("fleet/cars", as: "admin") == rights(create: true, delete: true))
    let action = await site.get("/api/admin/resources/fleet/trips", as: "support").json?["actions"]
    #expect(action?.elements.map { $0["allowed"]?.bool } == [false])
  }

  @Test("An API key reads by its scope, reveals nothing, and changes by another scope alone")
  func keys() {
    func rights(_ scopes: [String]) -> ResourceRights {
      ResourceRights(
        Principal(
          userID: UserID(rawValue: 1),
          key: Principal.KeyGrant(id: APIKeyID(rawValue: 1), scopes: scopes), roles: [.admin]))
    }
    let resource = JobResources.jobs
    let harmless = AdminAction("retry", "Retry")
    let dangerous = AdminAction("erase", "Erase", dangerous: true)
    let (reader, writer) = (rights(["admin.read"]), rights(["admin.read", "admin.write"]))
    #expect(reader.mayRead(resource) && !reader.mayReveal(resource))
    #expect(!reader.mayDo(harmless, with: resource))
    #expect(writer.mayDo(harmless, with: resource) && !writer.mayDo(dangerous, with: resource))
    #expect(!writer.mayReveal(resource))
  }

  @Test("What there is not is 404, what is not the caller's 403, what the caller has already 304")
  func refusals() async throws {
    let site = try await site()
    for path in ["fleet/nothing", "nothing/cars", "fleet/%C3%A4"] {
      #expect(await site.get("/api/admin/resources/\(path)", as: "admin").status == 404)
      #expect(await site.get("/api/admin/resources/\(path)", as: "user").status == 404)
    }
    #expect(await site.get("/api/admin/resources/fleet/cars", as: "fleet:staff").status == 403)
    for path in ["/api/admin/resources", "/api/admin/resources/fleet/trips"] {
      let tag = try #require(await site.get(path, as: "admin").headers["ETag"])
      #expect(await site.respond(.get, path, as: "admin", ifNoneMatch: tag).status == 304)
      #expect(await site.respond(.get, path, as: "support", ifNoneMatch: tag).status == 200)
    }
  }
}
