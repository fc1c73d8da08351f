import Fleet
import FleetTesting
import Kernel
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What all units of work that change Fleet's rows have in common, on every engine: users come
/// first, rights are read under the lock, and each leaves an event, a note for clients and an audit
/// entry, or has a reason not to.
@Suite struct UnitContractTests {
  /// What a unit leaves behind.
  private enum Trace: String, CaseIterable {
    case event = "INSERT INTO platform_outbox"
    case syncNote = "INSERT INTO fleet_sync_log"
    case audit = "INTO platform_audit"
  }

  /// Fleet through a database that remembers statements.
  private struct Stage {
    let watched: WatchedDatabase
    let fleet: FleetFixture
    let scene: FleetScene

    init(on engine: Engine) async throws {
      watched = WatchedDatabase(try await FleetFixture(on: engine).database)
      fleet = FleetFixture(over: watched)
      scene = try await fleet.scene()
    }

    /// Looks at what one unit of work asked the database.
    /// - Parameters:
    ///   - table: what is locked first, as statements name it.
    ///   - isKept: whether rows keep a user by their id.
    ///   - missing: what it leaves not, with the reason beside it.
    func expect<Value>(
      _ name: String, locking table: String, keepsUser isKept: Bool = false,
      without missing: [Trace: String] = [:], _ act: () async throws -> Value
    ) async throws -> Value {
      _ = watched.takeStatements()
      let value = try await act()
      let statements = watched.takeStatements().map { "\($0)" }
      func first(_ text: String) -> Int? { statements.firstIndex { $0.contains(text) } }
      let lock = try #require(first(table), "\(name) locks nothing of \(table)")
      let rights = try #require(first("FROM fleet_members m JOIN"), "\(name) reads no rights")
      #expect(lock < rights, "\(name) reads rights before it locks")
      if isKept {
        let user = try #require(first("platform_leavers"), "\(name) has nobody stay")
        #expect(user < lock, "\(name) locks users late")
      }
      for trace in Trace.allCases {
        let isThere = statements.contains { $0.contains(trace.rawValue) }
        #expect(isThere == (missing[trace] == nil), "\(name): \(trace)")
      }
      return value
    }
  }

  private static let decided: [Trace: String] = [.audit: "the transaction says who and when"]

  @Test("Changes of companies and drivers", arguments: Engine.allCases)
  func companies(on engine: Engine) async throws {
    let stage = try await Stage(on: engine)
    let (fleet, scene) = (stage.fleet, stage.scene)
    let (id, owner) = (scene.consumer.id, scene.caller(.owner, of: .consumer))
    let company = "FROM fleet_companies c\nWHERE c.id"
    _ = try await stage.expect("change a company", locking: company) {
      try await fleet.companies.change(id, CompanyChange { $0.name = "B" }, by: owner)
    }
    let viewer = scene.member(.viewer, of: .consumer)
    _ = try await stage.expect("change a member", locking: company) {
      try await fleet.members.change(viewer, of: id, to: .operator, by: owner)
    }
    let noNote: [Trace: String] = [.syncNote: "members are no records of clients"]
    try await stage.expect("remove a member", locking: company, without: noNote) {
      try await fleet.members.remove(viewer, from: id, by: owner)
    }
    let email = try #require(EmailAddress("eve@example.com"))
    _ = try await stage.expect(
      "invite a member", locking: company,
      without: [.event: "nobody follows invitations", .syncNote: "nor do clients"]
    ) {
      try await fleet.invitations.invite(email, to: id, as: .viewer, by: owner)
    }
    let driver = "FROM fleet_drivers d\nWHERE d.id"
    _ = try await stage.expect("change a driver", locking: driver) {
      try await fleet.driverService.change(
        scene.driver.id, DriverChange { $0.details.name = "B" }, by: owner)
    }
    _ = try await stage.expect("deactivate a driver", locking: driver) {
      try await fleet.driverService.setActive(false, scene.driver.id, by: owner)
    }
    try await stage.expect("delete a driver", locking: driver) {
      try await fleet.driverService.delete(scene.driver.id, by: owner)
    }
    try await stage.expect("delete a company", locking: company) {
      try await fleet.companies.delete(id, by: owner)
    }
  }

  @Test("Changes of accounts and transactions", arguments: Engine.allCases)
  func money(on engine: Engine) async throws {
    let stage = try await Stage(on: engine)
    let (fleet, scene) = (stage.fleet, stage.scene)
    let account = try await stage.expect("open an account", locking: "FROM fleet_companies c") {
      try await fleet.account(scene)
    }
    let locked = "FROM fleet_accounts a\nWHERE a.id"
    _ = try await stage.expect("change an account", locking: locked) {
      try await fleet.accounts.change(
        account.id, .init(isActive: false), by: scene.caller(.manager, of: .supplier))
    }
    _ = try await fleet.accounts.change(
      account.id, .init(isActive: true), by: scene.caller(.manager, of: .supplier))
    let topUp = try await stage.expect("top up", locking: locked, keepsUser: true) {
      try await fleet.topUp(account, .dinars(centimes: 900_000), of: scene)
    }
    _ = try await fleet.topUp(account, .dinars(centimes: 900_000), of: scene)
    _ = try await stage.expect("take a top-up back", locking: locked) {
      try await fleet.topUps.reverse(
        topUp.id, of: account.id, because: "wrong", by: scene.caller(.manager, of: .supplier))
    }
    let pump = scene.caller(.manager, of: .supplier)
    func requested() async throws -> FuelTransaction.ID {
      try await stage.expect(
        "request", locking: "FROM fleet_drivers d", keepsUser: true, without: Self.decided
      ) { try await fleet.request(scene).id }
    }
    let sale = "FROM fleet_transactions t WHERE t.id"
    let approved = try await requested()
    _ = try await stage.expect(
      "approve", locking: sale, keepsUser: true, without: Self.decided
    ) { try await fleet.sales.approve(approved, by: pump) }
    let rejected = try await requested()
    _ = try await stage.expect("reject", locking: sale, keepsUser: true, without: Self.decided) {
      try await fleet.sales.reject(rejected, by: pump)
    }
    let cancelled = try await requested()
    _ = try await stage.expect("cancel", locking: sale, keepsUser: true, without: Self.decided) {
      try await fleet.sales.cancel(cancelled, by: scene.driverCaller)
    }
    _ = try await stage.expect("reverse", locking: sale) {
      try await fleet.sales.reverse(approved, because: "wrong", by: pump)
    }
  }
}
