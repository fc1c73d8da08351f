import AdminResources
import ContextKit
import JSON
import Kernel
import Migrations
import Ports
import StorageTesting
import Testing
import WebTesting

@testable import PlatformWeb

/// A context with a kind of records that has personal and secret fields.
private struct Fleet: ContextPlugin {
  static let name = "fleet"
  static let migrations = MigrationStream(name: name, files: [])

  init(environment: ContextEnvironment) async throws {}

  var offers: Offers {
    var offers = Offers()
    offers.adminResources = [
      AdminResource(
        "drivers", "Driver", plural: "Drivers", table: "platform_audit", id: .int,
        fields: [
          AdminField("sequence", "Number", .int), AdminField("email", "E-mail", .email).personal,
          AdminField("born", "Born", .date).personal,
          AdminField("contact", "Contact", .json).personal,
          AdminField("state", "State", .text), AdminField("token", "Token", .text).secret,
        ], columns: ["sequence", "state"], sort: .init("-sequence", fields: ["sequence"]))
    ]
    return offers
  }
}

/// What support does not see in the audit trail.
@Suite struct LogMaskTests {
  private static let changed = """
    {"email":"ada@example.com","born":"1990-05-01","contact":{"phone":"+2348012345678","ok":true,\
    "tags":["x",7,null]},"state":"active","token":"s3cret","other":"x","count":7,"flag":false,\
    "none":null}
    """

  private func item(as role: String, target: String) async throws -> JSONValue {
    let site = try await PlatformSite(on: .sqlite, contexts: [Fleet.self])
    try await site.audit([
      AuditEntry(
        actor: Actor(userID: PlatformSite.users["admin"], address: "192.0.2.9"),
        action: "fleet.driver.changed", target: target, before: nil, after: Self.changed,
        at: PlatformSite.noon)
    ])
    return try #require(await site.get("/api/admin/logs", as: role).items.first)
  }

  @Test("Support sees personal data masked by what it is, and what nobody declares not at all")
  func support() async throws {
    let item = try await item(as: "support", target: "fleet.drivers:7")
    #expect(
      item["after"]?.description == """
        {"email":"a***@e***.com","born":"1990","contact":{"phone":"***","ok":true,\
        "tags":["***","***",null]},"state":"active","token":"***","other":"***","count":"***",\
        "flag":false,"none":null}
        """)
    #expect(item["before"]?.isNull == true)
    #expect(item["ip"]?.string == "192.0.0.0/16")
    #expect(item["actor"]?["name"]?.string == "***")
  }

  @Test("An administrator sees all but secrets")
  func admin() async throws {
    let item = try await item(as: "admin", target: "fleet.drivers:7")
    #expect(
      item["after"]?.description == Self.changed.replacing("s3cret", with: "***"))
    #expect(item["ip"]?.string == "192.0.2.9")
  }

  @Test("Of records that nobody declares support sees nothing")
  func undeclared() async throws {
    let item = try await item(as: "support", target: "fleet.cars:7")
    #expect(item["after"]?["state"]?.string == "***")
    #expect(item["after"]?["flag"]?.bool == false)
  }
}
