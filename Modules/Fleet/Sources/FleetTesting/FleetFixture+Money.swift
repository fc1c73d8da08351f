public import Fleet
public import Kernel
import Ledger
import PlatformSQL
public import Storage
import WorkTesting

// Accounts and transactions, as tests use them.
extension FleetFixture {
  private var money: MoneyParts {
    MoneyParts(
      store: store, users: directory, clock: time.clock, ids: ids, random: random,
      terms: terms.source)
  }

  /// Accounts.
  public var accounts: AccountService { AccountService(money) }
  /// Top-ups.
  public var topUps: TopUpService { TopUpService(money) }
  /// Transactions.
  public var sales: TransactionService { TransactionService(money) }

  /// Opens the account of a scene.
  public func account(_ scene: FleetScene) async throws -> FuelAccount {
    try await accounts.open(
      at: scene.supplier.id, for: scene.consumer.id, by: scene.caller(.manager, of: .consumer)
    ).view.account
  }

  /// Opens the account of a scene, with so many dinars and litres on it.
  @discardableResult
  public func account(
    _ scene: FleetScene, dinars: Int64, liters: Int64 = 0
  ) async throws -> FuelAccount {
    let account = try await account(scene)
    for amount in [Money.dinars(centimes: dinars * 100), .liters(hundredths: liters * 100)]
    where amount.minorUnits > 0 {
      try await topUp(account, amount, of: scene)
    }
    return account
  }

  /// Tops an account up.
  @discardableResult
  public func topUp(
    _ account: FuelAccount, _ amount: Money, as kind: TopUp.Kind = .payment,
    reference: String? = nil, of scene: FleetScene
  ) async throws -> TopUp {
    try await topUps.topUp(
      account.id, .init(kind: kind, amount: amount, reference: reference),
      by: scene.caller(.manager, of: .supplier))
  }

  /// A request of the scene's driver to the supplier's pump attendant.
  public func wanted(
    _ scene: FleetScene, liters: Int64 = 1_000, price: Int64 = 100_00,
    settlement: Settlement = .money, driver: Driver.ID? = nil, id: FuelTransaction.ID? = nil,
    product: FuelProduct? = nil, odometer: Int64? = nil, occurredAt: Instant? = nil
  ) throws -> FuelRequest {
    FuelRequest(
      id: id, receiverID: scene.member(.operator, of: .supplier), driverID: driver,
      supplierID: scene.supplier.id, consumerID: scene.consumer.id,
      amount: try FuelAmount(
        .liters(hundredths: liters), at: .dinars(centimes: price), settlement: settlement),
      settlement: settlement, product: product, odometer: odometer.map(Odometer.init(tenths:)),
      occurredAt: occurredAt)
  }

  /// Ten litres for a thousand dinars, requested by the driver.
  @discardableResult
  public func request(
    _ scene: FleetScene, liters: Int64 = 1_000, price: Int64 = 100_00,
    settlement: Settlement = .money, odometer: Int64? = nil, occurredAt: Instant? = nil
  ) async throws -> FuelTransaction {
    try await sales.request(
      wanted(
        scene, liters: liters, price: price, settlement: settlement, odometer: odometer,
        occurredAt: occurredAt), by: scene.driverCaller
    ).sale
  }

  /// The same, approved by the pump attendant.
  @discardableResult
  public func sale(
    _ scene: FleetScene, liters: Int64 = 1_000, price: Int64 = 100_00,
    settlement: Settlement = .money, odometer: Int64? = nil, occurredAt: Instant? = nil
  ) async throws -> FuelTransaction {
    let requested = try await request(
      scene, liters: liters, price: price, settlement: settlement, odometer: odometer,
      occurredAt: occurredAt)
    return try await sales.approve(requested.id, by: scene.caller(.operator, of: .supplier)).sale
  }

  /// What is on an account.
  public func view(_ account: FuelAccount, of scene: FleetScene) async throws -> AccountView {
    try await accounts.account(account.id, for: scene.caller(.viewer, of: .consumer))
  }

  /// What a supplier sold, and what waits.
  public func sold(by company: Company, in unit: Unit) async throws -> (done: Int64, held: Int64) {
    let account = try await ledger.account(FleetLedger.sales(of: company.id, in: unit))
    return (account?.balance.minorUnits ?? 0, account?.creditsPending ?? 0)
  }

  /// Changes a driver's row.
  public func set(_ driver: Driver, _ change: SQL) async throws {
    try await database.execute("UPDATE fleet_drivers SET \(change) WHERE id = \(driver.id)")
  }
}

extension FleetScene {
  /// The member of a role on one side, as who asks.
  public func caller(_ role: MemberRole, of type: CompanyType) -> FleetCaller {
    FleetCaller(userID: member(role, of: type))
  }

  /// The driver, as who asks.
  public var driverCaller: FleetCaller { FleetCaller(userID: driverUser) }
}
