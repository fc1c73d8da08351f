public import Fleet
import Jobs
public import Kernel
import KernelTesting
import Ledger
import PlatformSQL
import Ports
public import Storage
import WorkTesting
import Work

extension FleetFixture {
  /// The companies under test.
  public var companies: CompanyService {
    CompanyService(store: store, clock: time.clock, ids: ids, terms: terms.source)
  }

  /// Who belongs to them.
  public var members: MemberService {
    MemberService(store: store, users: directory, clock: time.clock)
  }

  /// What makes and mails codes; nothing is encrypted.
  public var post: InvitationPost { InvitationPost(random: random, terms: terms.source) }

  /// Who is invited into them.
  public var invitations: InvitationService {
    InvitationService(
      store: store, users: directory, drivers: drivers, post: post, clock: time.clock, ids: ids)
  }

  /// Who signs up for Fleet.
  public var registration: RegistrationService {
    RegistrationService(
      store: store, users: directory, companies: companies, invitations: invitations,
      clock: time.clock)
  }

  /// What mirrors standings as grants, in `grants`.
  public var mirror: GrantMirror { GrantMirror(store: store, keeper: grants) }

  /// What unlinks those who have left.
  public var leavers: LeaverService { LeaverService(store: store, clock: time.clock) }

  /// Does the jobs of companies that are due. Letters are left.
  public func doJobs() async throws {
    let (mirror, leavers) = (mirror, leavers)
    try await time.advance(
      by: .seconds(1),
      doing: [
        JobHandler(MirrorGrants.self) { job, _ in
          try await mirror.mirror(job.user)
        },
        JobHandler(MirrorCompanyGrants.self) { job, _ in
          try await mirror.mirror(job.company)
        },
        JobHandler(ForgetLeaver.self) { job, run in
          try await leavers.forget(job.user, in: run, slice: 2)
        },
      ])
  }

  /// A request for a company of this name.
  public static func request(
    _ type: CompanyType, _ name: String = "Naftal", id: Company.ID? = nil
  ) -> CompanyRequest {
    CompanyRequest(
      id: id, type: type, name: name, address: "1 Rue Didouche\nAlgiers",
      phoneNumber: "+213 21 00 00 00", taxID: "0001")
  }

  /// The account of a consumer with a supplier.
  @discardableResult
  public func account(of consumer: Company, at supplier: Company) async throws -> FuelAccount {
    let account = FuelAccount(
      id: ids.make(), supplierID: supplier.id, supplierName: supplier.name,
      consumerID: consumer.id, consumerName: consumer.name, createdAt: time.clock.now())
    try await database.execute(
      """
      INSERT INTO fleet_accounts (id, supplier_company_id, consumer_company_id, is_active,
        version, created_at, updated_at)
      VALUES (\(account.id), \(supplier.id), \(consumer.id), \(true), 1, \(account.createdAt),
        \(account.createdAt))
      """)
    return account
  }

  /// Puts dinars or litres on an account, as a payment does.
  public func pay(_ amount: Money, to account: FuelAccount) async throws {
    _ = try await ledger.post(
      Posting(
        TransferOrder(
          id: ids.make(),
          debit: .opening(FleetLedger.cash(of: account.supplierID, in: amount.unit)),
          credit: .opening(FleetLedger.wallet(of: account.id, in: amount.unit)),
          amount: amount, kind: "topup"))
    ).result.get()
  }

  /// Has an account pay for fuel, or hold what it costs.
  public func spend(
    _ amount: Money, of account: FuelAccount, isHeld: Bool = false
  ) async throws {
    _ = try await ledger.post(
      Posting(
        TransferOrder(
          id: ids.make(), step: isHeld ? .hold(until: nil) : .post,
          debit: .opening(FleetLedger.wallet(of: account.id, in: amount.unit)),
          credit: .opening(FleetLedger.sales(of: account.supplierID, in: amount.unit)),
          amount: amount, kind: "fuel"))
    ).result.get()
  }

  /// Keeps a request for fuel between two users that waits for a day.
  public func pendingRequest(
    on account: FuelAccount, for driver: Driver, from initiator: UserID, to receiver: UserID
  ) async throws {
    let now = time.clock.now()
    let id: FuelTransaction.ID = ids.make()
    try await database.execute(
      """
      INSERT INTO fleet_transactions (id, account_id, initiator_id, initiator_name,
        initiator_side, receiver_id, receiver_name, supplier_company_id, supplier_company_name,
        consumer_company_id, consumer_company_name, driver_id, driver_name, vehicle_key,
        requested_liters, amount_liters, price_per_liter, total_price, amount_dzd, settlement,
        status, flags, occurred_at, expires_at, version, created_at, updated_at)
      VALUES (\(id), \(account.id), \(initiator), 'a', 'consumer', \(receiver), 'b',
        \(account.supplierID), \(account.supplierName), \(account.consumerID),
        \(account.consumerName), \(driver.id), \(driver.details.name), \("\(driver.id)"),
        100, 100, 2500, 2500, 2500, 'money', 'pending', '', \(now),
        \(now.adding(seconds: 86_400)), 1, \(now), \(now))
      """)
  }

  /// How many rows a table has, or those of it that a condition names.
  public func count(_ table: SQL) async throws -> Int {
    try await database.first("SELECT count(*) FROM \(table)") { try $0.get(0, as: Int.self) } ?? 0
  }

  /// The types of all events so far, notifications aside, in the order of their types.
  public func published() async throws -> [String] {
    try await database.all(
      """
      SELECT type FROM platform_outbox WHERE type <> 'notification.created' ORDER BY type
      """
    ) { try $0["type"] }
  }
}
