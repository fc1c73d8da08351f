import Configuration
import ContextKit
import EventLoop
import Fleet
import FleetSQL
import FleetTesting
import HTTP
import Jobs
import Kernel
import Observability
import PlatformSQL
import Ports
import Realtime
import Router
import Storage
import StorageTesting
import Testing

@testable import FleetWeb

/// How Fleet presents itself to the programs.
@Suite struct FleetPluginTests {
  /// Fleet as a server puts it together, without mails.
  private static func plugin() async throws -> FleetPlugin {
    let (clock, random) = (SystemClock(), SystemRandomSource())
    let ids = UUIDv7Source(clock: clock, random: random)
    let metrics = MetricsRegistry(process: false)
    let database = try await Engine.sqlite.migratedDatabase([
      PlatformSQL.migrations, FleetPlugin.migrations,
    ])
    var ports = PortValues()
    ports[UsersPort.self] = FixtureDirectory()
    ports[UserCodesPort.self] = FixtureCodes()
    return try await FleetPlugin(
      environment: ContextEnvironment(
        for: FleetPlugin.self, mount: FleetPlugin.defaultMount,
        store: ContextStore(
          database: database, clock: clock, machineClock: clock, ids: ids,
          units: try UnitSet([.dinar, .litres])),
        shared: SharedServices(
          configuration: try Configuration.load(
            environment: [:], dotEnv: nil, declarations: FleetPlugin.settings),
          clock: clock, machineClock: clock, ids: ids, random: random,
          hashing: BlockingPool(threads: 1, queueLimit: 1),
          sockets: SocketHub(SocketSettings(), clock: clock, metrics: metrics),
          log: Logger(sink: CollectedLog()), metrics: metrics), ports: ports))
  }

  @Test("Fleet answers below /api/fleet unless configuration says otherwise")
  func mount() {
    #expect(FleetPlugin.name == "fleet")
    #expect(FleetPlugin.defaultMount == "/api/fleet")
  }

  @Test("Every route of Fleet asks for the permission that stands beside it here")
  func routes() async throws {
    let offers = try await Self.plugin().offers
    let rows = offers.routes.map { "\($0.method.rawValue) \($0.path) \($0.permission.name)" }
    let table = """
      GET /accounts fleet.read
      POST /accounts fleet.manage
      GET /accounts/{id} fleet.read
      PATCH /accounts/{id} fleet.manage
      GET /accounts/{id}/topups fleet.read
      POST /accounts/{id}/topups fleet.manage
      POST /accounts/{id}/topups/{topup_id}/reverse fleet.manage
      POST /admin/companies/{id}/activate fleet.administer
      POST /admin/companies/{id}/deactivate fleet.administer
      POST /admin/companies/{id}/hand_over fleet.administer
      POST /admin/drivers/{id}/activate fleet.administer
      POST /admin/drivers/{id}/deactivate fleet.administer
      POST /admin/transactions/{id}/expire fleet.administer
      GET /companies fleet.read
      POST /companies fleet.manage
      DELETE /companies/{id} fleet.manage
      GET /companies/{id} fleet.read
      PATCH /companies/{id} fleet.manage
      PUT /companies/{id} fleet.manage
      GET /companies/{id}/drivers fleet.read
      GET /companies/{id}/invitations fleet.read
      POST /companies/{id}/invitations fleet.manage
      DELETE /companies/{id}/invitations/{invitation_id} fleet.manage
      GET /companies/{id}/members fleet.read
      DELETE /companies/{id}/members/{user_id} fleet.manage
      PUT /companies/{id}/members/{user_id} fleet.manage
      GET /companies/{id}/statistics fleet.read
      GET /companies/{id}/transactions fleet.read
      GET /drivers fleet.read
      POST /drivers fleet.manage
      DELETE /drivers/{id} fleet.manage
      GET /drivers/{id} fleet.read
      PATCH /drivers/{id} fleet.manage
      PUT /drivers/{id} fleet.manage
      PUT /drivers/{id}/activate fleet.manage
      GET /drivers/{id}/consumption fleet.read
      PUT /drivers/{id}/deactivate fleet.manage
      POST /drivers/{id}/invitation fleet.manage
      POST /invitations/accept fleet.manage
      POST /qr/scan fleet.trade
      GET /receipts/{code}/verify fleet.receipts.verify
      POST /sync fleet.read
      GET /transactions fleet.read
      POST /transactions fleet.trade
      GET /transactions/history fleet.read
      GET /transactions/pending fleet.read
      GET /transactions/{id} fleet.read
      PUT /transactions/{id}/approve fleet.trade
      PUT /transactions/{id}/cancel fleet.trade
      GET /transactions/{id}/receipt fleet.read
      POST /transactions/{id}/receipt fleet.read
      PUT /transactions/{id}/reject fleet.trade
      POST /transactions/{id}/reverse fleet.trade
      """
    let expected = table.split(separator: "\n").map(String.init)
    #expect(Set(rows).subtracting(expected).isEmpty, "not in the table")
    #expect(Set(expected).subtracting(rows).isEmpty, "not offered")
    #expect(rows.count == expected.count)
  }

  @Test("Every area does its part in a server")
  func parts() async throws {
    let offers = try await Self.plugin().offers
    #expect(
      Set(offers.jobs.map(\.kind)) == [
        "fleet.grants.mirror", "fleet.grants.mirror_company", "fleet.forget_leaver",
        "fleet.transactions.expire", "fleet.books.check", "fleet.sync.prune",
      ])
    #expect(
      Set(offers.schedules.map(\.name)) == [
        "fleet.transactions.expire", "fleet.books.check", "fleet.sync.prune",
      ])
    #expect(offers.events.count == fleetEvents.count)
    #expect(offers.notifications.count == fleetNotifications.count)
    #expect(offers.runtimeSettings.count == FleetSettings.all.count)
    #expect(offers.adminResources.count == fleetResources.count)
    #expect(offers.topics.count == 2 && offers.usualTopics.count == 1)
    #expect(offers.registration != nil && offers.personalData.count == 1)
    #expect(offers.eventSubscribers.count == 1 && offers.demo.count == 1)
  }
}
