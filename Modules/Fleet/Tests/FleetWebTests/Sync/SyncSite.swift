import Fleet
import FleetTesting
import JSON
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FleetWeb

/// `POST /sync` beside the routes that it calls.
struct SyncSite {
  let site: Site<FleetFixture>
  let scene: FleetScene

  var fixture: FleetFixture { site.fixture }

  init(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let companies = CompanyService(
      store: fixture.store, clock: fixture.time.clock, ids: fixture.ids,
      terms: fixture.terms.source)
    let own =
      companyRoutes(companies)
      + driverRoutes(fixture.driverService, terms: fixture.terms.source)
      + transactionRoutes(fixture.sales) + decisionRoutes(fixture.sales)
    let routes = try OwnRoutes(own, clock: fixture.time.clock, ids: fixture.ids)
    let sync = syncRoute(
      pusher: ChangePusher(store: fixture.store, routes: routes) { _ in }, puller: fixture.puller,
      records: RecordReader(
        store: fixture.store, routes: routes, clock: fixture.time.clock),
      clock: fixture.time.clock)
    site = try Site(
      fixture, routes: own + [sync], below: "/api/fleet", clock: fixture.time.clock,
      ids: fixture.ids, report: { Issue.record($0) })
    scene = try await fixture.scene()
  }

  /// Syncs; the body without its braces.
  func sync(_ body: String, as user: UserID) async -> Answer {
    await site.post("/api/fleet/sync", "{\(body)}", as: user)
  }

  /// A change as JSON.
  func change(
    _ op: String, _ record: SyncRecordID, _ more: String = "", entity: String = "driver",
    id: PushedChange.ID? = nil
  ) -> String {
    let id = id ?? fixture.ids.make()
    return #"{"change_id":"\#(id)","entity":"\#(entity)","op":"\#(op)","#
      + #""record_id":"\#(record)"\#(more.isEmpty ? "" : ",\(more)")}"#
  }

  /// The data of a driver.
  func driver(_ license: String) -> String {
    #""data":{"name":"Karim","email":"\#(license)@example.com","license_number":"\#(license)"}"#
  }

  var manager: UserID { scene.member(.manager, of: .consumer) }
}

extension Answer {
  /// The objects of a list.
  func list(_ name: String) -> [JSONValue] { json?[name].map { Array($0.elements) } ?? [] }

  /// The codes of what was refused.
  var refusals: [String?] { list("conflicts").map { $0["code"]?.string } }
}
