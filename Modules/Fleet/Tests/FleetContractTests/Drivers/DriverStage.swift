import Fleet
import FleetTesting
import Kernel
import StorageTesting
import WorkTesting

/// A supplier and a consumer with an account together, and who is in them.
struct DriverStage {
  let fleet: FleetFixture
  let scene: FleetScene
  let account: FuelAccount.ID

  init(on engine: Engine) async throws {
    try await self.init(FleetFixture(on: engine))
  }

  init(_ fleet: FleetFixture) async throws {
    self.fleet = fleet
    scene = try await fleet.scene()
    account = try await fleet.openAccount(at: scene.supplier, of: scene.consumer)
  }

  var drivers: DriverService { fleet.driverService }
  var now: Instant { fleet.time.clock.now() }
  var manager: FleetCaller { caller(.manager) }
  var driver: FleetCaller { FleetCaller(userID: scene.driverUser) }

  func caller(_ role: MemberRole, of type: CompanyType = .consumer) -> FleetCaller {
    FleetCaller(userID: scene.member(role, of: type))
  }

  /// Another consumer with an owner of its own.
  func otherConsumer(_ name: String = "other") async throws -> (Company, FleetCaller) {
    let owner = try fleet.user("\(name)-owner")
    return (
      try await fleet.company(.consumer, of: owner, named: name), FleetCaller(userID: owner)
    )
  }

  /// A new driver of the consumer, with the code of their invitation.
  func make(_ name: String, license: String? = nil) async throws -> MadeDriver {
    try await drivers.create(
      fleet.driverRequest(name, license: license ?? "L-\(name)"), by: manager)
  }

  /// Keeps a transaction of the stage's driver.
  func keep(
    _ hundredths: Int64, centimes: Int64 = 1_000, at: Instant? = nil, of driver: Driver? = nil,
    odometer: Int64? = nil, state: FuelTransaction.State = .approved, isReversed: Bool = false,
    expiresAt: Instant? = nil
  ) async throws {
    try await fleet.keep(
      FixtureSale(
        by: scene.supplier, to: driver ?? scene.driver, hundredths: hundredths,
        centimes: centimes, at: at ?? now, odometer: odometer.map { Odometer(tenths: $0) },
        state: state, isReversed: isReversed, expiresAt: expiresAt),
      on: account)
  }
}
