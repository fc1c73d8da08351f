public import Ajo
public import AjoSQL
import Events
public import Kernel
public import KernelTesting
import Ledger
import Payments
public import PlatformSQL
public import Ports
public import Storage
public import StorageTesting
import Synchronization
import Work
public import WorkTesting

/// Money that comes in and goes out, on a fresh database of one engine, with a provider whose
/// answers a test writes.
public struct PaymentFixture: Sendable {
  /// The database, with the tables of the platform and of Ajo.
  public let database: any Database
  /// The ledger below the wallets.
  public let ledger: SQLLedger
  /// The users that exist; one of them is an administrator.
  public let directory: FixtureDirectory
  /// The provider.
  public let gateway: ScriptedGateway
  /// Finds out who users are.
  public let identity: ScriptedIdentity
  /// The store under test.
  public let store: SQLPaymentStore
  /// What is kept sealed, two in a transaction.
  public let secrets: SQLPaymentSecrets
  /// What is under test.
  public let services: PaymentServices
  /// The wallets.
  public let wallets: WalletService
  /// What sends money between them; nobody is asked for a PIN.
  public let transfers: TransferService
  /// Deletes accounts, for which Ajo is asked.
  public let deletions: Deletions
  /// Makes ids.
  public let ids: any IDSource
  /// The machine's clock; it stands still until a test moves it.
  public let clock: FixedClock
  /// Business time over it.
  public let time: BusinessTime
  /// The administrator.
  public let administrator: UserID
  private let terms: Terms

  private final class Terms: Sendable {
    let current = Mutex(PaymentTerms.standard(in: .naira))
    let counted = Mutex<[String]>([])
  }

  /// What became of payments, as metrics count it: `withdrawal paid`, in the order of events.
  public var counted: [String] { terms.counted.withLock { $0 } }

  /// Migrates a fresh database of `engine`.
  /// - Parameters:
  ///   - seal: seals secrets; unless it is given, each octet is turned over.
  ///   - identity: finds out who users are; `identity` unless given.
  ///   - others: providers beside `gateway`.
  public init(
    on engine: Engine, pins: PinPolicy = PinPolicy(verifier: nil, isForEverybody: false),
    seal: (any SecretKeeper)? = nil, identity: (any KYCProvider)? = nil,
    others: [ScriptedGateway] = []
  ) async throws {
    self.init(
      over: try await engine.migratedDatabase([PlatformSQL.migrations, AjoSchema.migrations]),
      pins: pins, seal: seal, identity: identity, others: others)
  }

  /// The same over a database that has the tables.
  public init(
    over database: any Database,
    pins: PinPolicy = PinPolicy(verifier: nil, isForEverybody: false),
    seal: (any SecretKeeper)? = nil, identity provider: (any KYCProvider)? = nil,
    others: [ScriptedGateway] = []
  ) {
    let terms = Terms()
    let (gateway, directory) = (ScriptedGateway(), FixtureDirectory())
    let clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))
    let ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())
    let time = BusinessTime(in: database, over: clock, ids: ids)
    let ledger = SQLLedger(
      database: database, clock: time.clock, ids: ids, units: UnitSet(.naira))
    let work = SQLUnitsOfWork(
      database: database, context: "ajo", ledger: ledger, clock: time.clock,
      machineClock: clock, ids: ids, catalogue: EventCatalogue(of: paymentEvents + walletEvents))
    let store = SQLPaymentStore(work: work, currency: .naira)
    let seal: any SecretKeeper = seal ?? MaskingSeal()
    secrets = SQLPaymentSecrets(work: work, keeper: seal, slice: 2)
    let parts = PaymentParts(
      store: store, ledger: ledger,
      gateways: PaymentGateways([gateway] + others, standard: .sandbox),
      users: directory, seal: seal, clock: time.clock, machineClock: clock, ids: ids,
      currency: .naira, zone: .utc, terms: { terms.current.withLock { $0 } },
      count: { what, state in terms.counted.withLock { $0.append("\(what) \(state)") } })
    identity = ScriptedIdentity()
    services = PaymentServices(parts, money: MoneyOut(pins: pins), identity: provider ?? identity)
    wallets = WalletService(
      ledger: ledger, users: directory, clock: time.clock, ids: ids, currency: .naira,
      details: [store], unposted: [store])
    transfers = TransferService(
      ledger: ledger, work: work, users: directory,
      money: MoneyOut(pins: PinPolicy(verifier: nil, isForEverybody: false)), ids: ids,
      currency: .naira)
    deletions = Deletions(
      asking: LeavingParty(
        "ajo",
        accounts: [
          Wallet.leaverAccounts(in: .naira), PaymentAccounts.leaverAccounts(in: .naira),
        ], questions: [store.leaving]),
      in: ledger, clock: clock, ids: ids)
    administrator = ids.make()
    directory.addAdministrator(administrator)
    self.database = database
    self.ledger = ledger
    self.directory = directory
    self.gateway = gateway
    self.store = store
    self.ids = ids
    self.clock = clock
    self.time = time
    self.terms = terms
  }

  /// Changes what administrators have set.
  public func set(_ change: (inout PaymentTerms) -> Void) {
    terms.current.withLock { change(&$0) }
  }
}

/// Sealing that a test can see: each octet is turned over.
private struct MaskingSeal: SecretKeeper {
  var keyID: String? { "mask" }

  func knows(_ keyID: String?) -> Bool { keyID == self.keyID }

  func keep(_ secret: [UInt8], at place: String) -> KeptSecret {
    KeptSecret(octets: secret.map { ~$0 }, keyID: keyID)
  }

  func read(_ kept: KeptSecret, at place: String) -> [UInt8] { kept.octets.map { ~$0 } }
}
