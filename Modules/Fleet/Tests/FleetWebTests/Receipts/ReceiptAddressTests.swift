import Configuration
import ContextKit
import Fleet
import FleetTesting
import FleetWeb
import Kernel
import Serving
import StorageTesting
import Testing
import WebTesting
import WorkTesting

/// Where receipts say that they are verified.
@Suite struct ReceiptAddressTests {
  @Test(
    "Unless somebody says, receipts are verified where the server listens, below Fleet's mount",
    arguments: [
      ([:], "/api/fleet", "http://127.0.0.1:8080/api/fleet/receipts/"),
      (["ATRIUM_LISTEN": ":9000"], "/api/fleet", "http://127.0.0.1:9000/api/fleet/receipts/"),
      (["ATRIUM_LISTEN": "[::1]:9000"], "/api", "http://[::1]:9000/api/receipts/"),
      (["ATRIUM_LISTEN": "pump.local:0"], "/", "http://pump.local/receipts/"),
      (
        ["ATRIUM_FLEET_RECEIPT_URL": "https://fuel.example.com/r"], "/api/fleet",
        "https://fuel.example.com/r/"
      ),
    ] as [([String: String], String, String)])
  func address(_ variables: [String: String], _ mount: String, _ base: String) async throws {
    let fleet = try await FleetFixture(on: .sqlite)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 1_000)
    let sale = try await fleet.sale(scene)
    let plugin = try await FleetPlugin(over: fleet, mount: mount, variables)
    let site = try Site(
      fleet, routes: plugin.offers.routes, below: "/api/fleet", clock: fleet.time.clock,
      ids: fleet.ids, report: { Issue.record($0) })
    let receipt = await site.get(
      "/api/fleet/transactions/\(sale.id)/receipt", as: scene.driverUser)
    let code = try #require(sale.receipt?.code)
    #expect(receipt["verify_url"] == "\(base)\(code)/verify")
  }

  private static func load(_ url: String?, mode: String = "production") throws -> Configuration {
    var variables = ["ATRIUM_MODE": mode]
    variables["ATRIUM_FLEET_RECEIPT_URL"] = url
    return try Configuration.load(
      environment: variables, dotEnv: nil,
      declarations: FleetPlugin.settings + [DeploymentMode.setting])
  }

  @Test(
    "What no path can be put behind is no address of receipts",
    arguments: [
      "fuel.example.com", "ftp://fuel.example.com", "https://", "https://f.example.com/?r=",
      "https://f.example.com/#r", "https://ada:secret@f.example.com/r",
      "https://f.example.com/" + String(repeating: "r", count: 300),
    ])
  func refused(_ url: String) {
    #expect(throws: ConfigurationErrors.self) { try Self.load(url) }
  }

  @Test("An address that leads nowhere contradicts itself, one that others cannot follow is told")
  func judged() throws {
    func found(_ url: String?, mode: String = "production") throws -> [Int] {
      let configuration = try Self.load(url, mode: mode)
      return [
        FleetPlugin.contradictions(in: configuration).count,
        FleetPlugin.advice(on: configuration).count,
      ]
    }
    #expect(try found("https://fuel.example.com/api/fleet/receipts") == [0, 0])
    #expect(try found("https://0.0.0.0/receipts") == [1, 0])
    #expect(try found("https://[::]:8080/receipts") == [1, 0])
    #expect(try found("https://f.example.com/receipts/<code>/verify") == [1, 0])
    #expect(try found("http://fuel.example.com/receipts") == [0, 1])
    #expect(try found("http://localhost:8080/receipts") == [0, 2])
    #expect(try found(nil) == [0, 1])
    #expect(try found(nil, mode: "development") == [0, 0])
  }
}
