import Fleet
import FleetTesting
import Glibc
import Kernel
import Storage
import StorageTesting
import Testing

/// What a process leaves behind that is killed in the middle of a sale, on every engine.
@Suite struct KilledSaleTests {
  @Test(
    "Killed between any two statements, a process leaves a request approved whole or pending",
    arguments: Engine.allCases)
  func approving(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let (scene, account, sales) = try await Self.requests(in: fleet)
    let address = try #require(Engine.address(of: fleet.database))
    let pump = "\(scene.member(.manager, of: .supplier))"
    let list = sales.map { "\($0)" }.joined(separator: ",")
    try await expectWholeWhenKilled(on: fleet.database) {
      try await [
        fleet.count("fleet_transactions WHERE status = 'approved'"),
        fleet.count("fleet_receipts"), fleet.count("fleet_odometers"),
        fleet.count("ledger_transfers WHERE step = 'settle'"),
        fleet.count("platform_outbox WHERE type = 'fleet.transaction.approved'"),
        fleet.count("platform_outbox WHERE type = 'fleet.receipt.issued'"),
      ]
    } change: { number, database in
      try await Self.take(.approve, number, of: list, by: pump, in: database)
    } die: { number in
      await Self.die(.approve, number, of: list, by: pump, at: address)
    }
    try await Self.release(sales, by: scene, in: fleet)
    try await fleet.expectExactBooks(of: scene, account)
  }

  @Test(
    "Killed between any two statements, a process leaves a sale reversed whole or not at all",
    arguments: Engine.allCases)
  func reversing(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let (scene, account, sales) = try await Self.requests(in: fleet)
    let manager = scene.caller(.manager, of: .supplier)
    for sale in sales { _ = try await fleet.sales.approve(sale, by: manager) }
    let address = try #require(Engine.address(of: fleet.database))
    let pump = "\(manager.userID)"
    let list = sales.map { "\($0)" }.joined(separator: ",")
    try await expectWholeWhenKilled(on: fleet.database) {
      try await [
        fleet.count("fleet_transactions WHERE reversed_at IS NOT NULL"),
        fleet.count("fleet_receipts WHERE kind = 'credit_note'"),
        fleet.count("ledger_transfers WHERE kind = 'fuel_reversal'"),
        fleet.count("platform_audit WHERE action = 'fleet.transaction.reverse'"),
        fleet.count("platform_outbox WHERE type = 'fleet.transaction.reversed'"),
      ]
    } change: { number, database in
      try await Self.take(.reverse, number, of: list, by: pump, in: database)
    } die: { number in
      await Self.die(.reverse, number, of: list, by: pump, at: address)
    }
    try await fleet.expectExactBooks(of: scene, account)
  }

  /// As many requests as there are steps to be killed at.
  private static func requests(
    in fleet: FleetFixture
  ) async throws -> (FleetScene, FuelAccount, [FuelTransaction.ID]) {
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 1_000_000)
    try await fleet.set(scene.driver, "monthly_limit = NULL")
    var sales: [FuelTransaction.ID] = []
    for number in 0..<60 {
      sales.append(try await fleet.request(scene, odometer: Int64(number)).id)
    }
    return (scene, account, sales)
  }

  private static func release(
    _ sales: [FuelTransaction.ID], by scene: FleetScene, in fleet: FleetFixture
  ) async throws {
    for sale in sales { _ = try? await fleet.sales.cancel(sale, by: scene.driverCaller) }
  }

  /// What a process is killed in.
  private enum Step: String { case approve, reverse }

  /// Takes a step of a sale in a process that is killed at its statement of the same number.
  private static func die(
    _ step: Step, _ number: Int, of list: String, by user: String, at address: String
  ) async {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [
        step = step.rawValue as String, number = number as Int, list = list as String,
        user = user as String, address = address as String
      ] in
      let database = MortalDatabase(try Engine.open(address), dyingAt: number)
      try await Self.take(
        try #require(Step(rawValue: step)), number, of: list, by: user, in: database)
    }
  }

  private static func take(
    _ step: Step, _ number: Int, of list: String, by user: String, in database: any Database
  ) async throws {
    guard let sale = sale(number, of: list), let user = UserID(user) else { return }
    let caller = FleetCaller(userID: user)
    do {
      switch step {
      case .approve:
        let fleet = FleetFixture(over: database, seed: UInt64(number + 100))
        _ = try await fleet.sales.approve(sale, by: caller)
      case .reverse:
        let fleet = FleetFixture(over: database, seed: UInt64(number + 200))
        _ = try await fleet.sales.reverse(sale, because: "killed", by: caller)
      }
    } catch TransactionRefusal.notPending(.approved), TransactionRefusal.alreadyReversed {
      // It is there already.
    }
  }

  private static func sale(_ number: Int, of list: String) -> FuelTransaction.ID? {
    let all = list.split(separator: ",")
    return number < all.count ? FuelTransaction.ID(String(all[number])) : nil
  }
}
