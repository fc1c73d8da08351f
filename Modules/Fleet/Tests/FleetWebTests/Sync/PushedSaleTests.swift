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

/// Transactions that are made and decided offline, over HTTP: on time and late.
@Suite struct PushedSaleTests {
  private static func site(on engine: Engine) async throws -> SyncSite {
    let site = try await SyncSite(on: engine)
    try await site.fixture.account(site.scene, dinars: 10_000)
    return site
  }

  private static func request(_ site: SyncSite) -> String {
    let scene = site.scene
    return #""data":{"receiver_id":"\#(scene.member(.operator, of: .supplier))","#
      + #""supplier_company_id":"\#(scene.supplier.id)","#
      + #""consumer_company_id":"\#(scene.consumer.id)","#
      + #""amount_liters":"10.00","price_per_liter":"29.01"}"#
  }

  private static func push(
    _ op: String, _ record: SyncRecordID, _ more: String = "", as user: UserID, to site: SyncSite
  ) async -> Answer {
    let change = site.change(op, record, more, entity: "transaction")
    return await site.sync(#""changes":[\#(change)]"#, as: user)
  }

  private static func requested(_ site: SyncSite) async throws -> SyncRecordID {
    let id: SyncRecordID = site.fixture.ids.make()
    let made = await push("create", id, request(site), as: site.scene.driverUser, to: site)
    #expect(made.refusals.isEmpty && made.list("applied").count == 1, "\(made.body)")
    return id
  }

  private static func kept(_ site: SyncSite) async throws -> Int {
    try await site.fixture.count("fleet_sync_changes WHERE status IS NULL")
  }

  @Test(
    "A request that was pushed is made once, and decided by a push of either side",
    arguments: Engine.allCases)
  func onTime(on engine: Engine) async throws {
    let site = try await Self.site(on: engine)
    let pump = site.scene.member(.operator, of: .supplier)
    let ends = [
      ("approve", pump, "approved"), ("reject", pump, "rejected"),
      ("cancel", site.scene.driverUser, "cancelled"),
    ]
    for (number, (op, user, state)) in ends.enumerated() {
      let id = try await Self.requested(site)
      let change = site.change(op, id, entity: "transaction")
      for _ in 1...2 {
        let answer = await site.sync(#""changes":[\#(change)]"#, as: user)
        let applied = try #require(answer.list("applied").first, "\(answer.body)")
        #expect(applied["version"]?.int64 == 2 && answer.refusals.isEmpty)
        #expect(applied["record"]?["status"]?.string == state)
      }
      #expect(try await Self.kept(site) == 2 * (number + 1))
    }
    #expect(try await site.fixture.count("fleet_receipts") == 1)
  }

  @Test(
    "A decision that comes too late is refused each time it is pushed, and the request expires",
    arguments: Engine.allCases, ["approve", "reject", "cancel"])
  func late(on engine: Engine, op: String) async throws {
    let site = try await Self.site(on: engine)
    let id = try await Self.requested(site)
    site.fixture.clock.advance(seconds: 86_400)
    let user =
      op == "cancel" ? site.scene.driverUser : site.scene.member(.operator, of: .supplier)
    let change = site.change(op, id, entity: "transaction")
    for _ in 1...2 {
      let answer = await site.sync(#""changes":[\#(change)]"#, as: user)
      #expect(answer.list("applied").isEmpty, "\(answer.body)")
      #expect(answer.refusals == ["not_pending"])
      #expect(answer.list("conflicts").first?["record"]?["status"]?.string == "expired")
    }
    #expect(try await Self.kept(site) == 1)
    #expect(try await site.fixture.count("fleet_transactions WHERE status = 'expired'") == 1)
  }

  @Test("A refused request leaves nothing held", arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let site = try await Self.site(on: engine)
    let account = try await site.fixture.account(site.scene)
    try await site.fixture.set(site.scene.driver, "is_active = \(false)")
    let id: SyncRecordID = site.fixture.ids.make()
    let answer = await Self.push(
      "create", id, Self.request(site), as: site.scene.driverUser, to: site)
    #expect(answer.refusals == ["driver_inactive"])
    let view = try await site.fixture.view(account, of: site.scene)
    #expect(view.money.held.minorUnits == 0)
  }
}
