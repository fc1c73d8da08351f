import Fleet
import FleetTesting
import JSON
import Kernel
import Observability
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FleetWeb

/// What events tell, beside what routes show.
@Suite struct NewsDataTests {
  @Test("A transaction's event tells what its route shows, but whether it is the reader's")
  func transaction() async throws {
    let fleet = try await FleetFixture(on: .sqlite)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 9_000)
    let site = try Site(
      fleet, routes: transactionRoutes(fleet.sales), below: "/api/fleet",
      clock: fleet.time.clock, ids: fleet.ids, report: { Issue.record($0) })
    let sale = try await fleet.request(scene, odometer: 1_250_005)
    try await Self.compare("fleet.transaction.requested", sale, fleet, site, scene)
    _ = try await fleet.sales.approve(sale.id, by: scene.caller(.operator, of: .supplier))
    try await Self.compare("fleet.transaction.approved", sale, fleet, site, scene)
    _ = try await fleet.sales.reverse(
      sale.id, because: "wrong truck", by: scene.caller(.owner, of: .supplier))
    try await Self.compare("fleet.transaction.reversed", sale, fleet, site, scene)
  }

  private static func compare(
    _ type: String, _ sale: FuelTransaction, _ fleet: FleetFixture, _ site: Site<FleetFixture>,
    _ scene: FleetScene
  ) async throws {
    let event = try #require(try await fleet.events(of: sale).last { $0.type == type })
    let told = try #require(try JSONDocument(parsing: event.data).root["transaction"])
    let shown = try #require(
      await site.get("/api/fleet/transactions/\(sale.id)", as: scene.driverUser).json)
    let names = shown.members.map(\.key).filter { $0 != "can_decide" }
    #expect(Set(told.members.map(\.key)) == Set(names), "\(type)")
    for name in names {
      #expect(told[name].map(text) == shown[name].map(text), "\(type): \(name)")
    }
  }

  private static func text(_ value: JSONValue) -> String {
    if value.isNull { return "null" }
    if let string = value.string { return "\"\(string)\"" }
    if let number = value.int64 { return "\(number)" }
    if let bool = value.bool { return "\(bool)" }
    if value["number"] != nil {
      return "\(value["number"].map(text) ?? "") \(value["code"].map(text) ?? "")"
    }
    return value.elements.map(text).joined(separator: ",")
  }

  @Test("Steps, litres and refusals are counted once they are committed")
  func metrics() async throws {
    let fleet = try await FleetFixture(on: .sqlite)
    let registry = MetricsRegistry(process: false)
    let metrics = FleetMetrics(in: registry)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 9_000)
    let sale = try await fleet.sale(scene, liters: 1_050)
    metrics.committed([
      .transactionRequested(sale, driver: nil), .transactionApproved(sale, driver: nil),
      .accountOpened(account),
    ])
    metrics.refused(TransactionRefusal.noAccount)
    let text = String(decoding: registry.exposition(), as: UTF8.self)
    for line in [
      #"atrium_fleet_transactions_total{step="approved"} 1"#, "atrium_fleet_liters_total 10.5",
      #"atrium_fleet_refusals_total{code="no_account"} 1"#,
    ] {
      #expect(text.contains(line), "\(line)")
    }
  }
}
