public import Ajo
import AjoSQL
import Events
public import Kernel
public import KernelTesting
import Ledger
public import PlatformSQL
public import Ports
public import Storage
public import StorageTesting
import Synchronization
public import WorkTesting

/// Wallets on a fresh database of one engine, with a directory of the users a test needs.
public struct AjoFixture: Sendable {
  /// The database, with the tables of the platform and of Ajo.
  public let database: any Database
  /// The ledger below the wallets.
  public let ledger: SQLLedger
  /// The users that exist.
  public let directory: FixtureDirectory
  /// The wallets under test.
  public let wallets: WalletService
  /// What sends money between them; nobody is asked for a PIN.
  public let transfers: TransferService
  /// What charges them for other contexts; nobody is asked for a PIN.
  public let charges: ChargeService
  /// Makes statements of them, of days in Lagos.
  public let statements: StatementService
  /// Deletes accounts, for which Ajo is asked.
  public let deletions: Deletions
  /// Makes ids.
  public let ids: any IDSource
  /// The clock; it stands still until a test moves it.
  public let clock: FixedClock

  /// Migrates a fresh database of `engine`.
  public init(on engine: Engine) async throws {
    database = try await engine.migratedDatabase([PlatformSQL.migrations, AjoSchema.migrations])
    clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))
    ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())
    ledger = SQLLedger(database: database, clock: clock, ids: ids, units: UnitSet(.naira))
    directory = FixtureDirectory()
    deletions = Deletions(
      asking: LeavingParty(
        "ajo", accounts: [Wallet.leaverAccounts(in: .naira)], questions: []),
      in: ledger, clock: clock, ids: ids)
    wallets = WalletService(
      ledger: ledger, users: directory, clock: clock, ids: ids, currency: .naira)
    statements = StatementService(
      ledger: ledger, names: DirectoryNames(directory), clock: clock,
      zone: try TimeZoneRules(identifier: "Africa/Lagos"), currency: .naira)
    let pins = PinPolicy(verifier: nil, isForEverybody: false)
    transfers = Self.transfers(ledger, directory, pins, clock, ids)
    charges = Self.charges(ledger, directory, pins, clock, ids)
  }

  /// What sends money between the wallets of users whom a policy asks for a PIN.
  public func transfers(pins: PinPolicy) -> TransferService {
    Self.transfers(ledger, directory, pins, clock, ids)
  }

  /// What charges wallets, with a policy that asks for a PIN.
  public func charges(pins: PinPolicy) -> ChargeService {
    Self.charges(ledger, directory, pins, clock, ids)
  }

  private static func charges(
    _ ledger: SQLLedger, _ users: any UserDirectory, _ pins: PinPolicy, _ clock: FixedClock,
    _ ids: any IDSource
  ) -> ChargeService {
    ChargeService(
      ledger: ledger, work: work(of: ledger, clock, ids), users: users,
      money: MoneyOut(pins: pins), currency: .naira)
  }

  private static func work(
    of ledger: SQLLedger, _ clock: FixedClock, _ ids: any IDSource
  ) -> SQLUnitsOfWork {
    SQLUnitsOfWork(
      database: ledger.database, context: "ajo", ledger: ledger, clock: clock,
      machineClock: clock, ids: ids, catalogue: EventCatalogue(of: walletEvents))
  }

  private static func transfers(
    _ ledger: SQLLedger, _ users: any UserDirectory, _ pins: PinPolicy, _ clock: FixedClock,
    _ ids: any IDSource
  ) -> TransferService {
    TransferService(
      ledger: ledger, work: work(of: ledger, clock, ids), users: users, money: MoneyOut(pins: pins),
      ids: ids, currency: .naira)
  }

  /// A new user called `name` whose wallet holds `amount`.
  public func user(
    _ name: String, holding amount: Money = .naira(0), isActive: Bool = true
  ) async throws -> UserID {
    let id: UserID = ids.make()
    guard let email = EmailAddress("\(name)@example.com") else { throw BadFixtureName(name: name) }
    directory.add(DirectoryUser(id: id, name: name, email: email, isActive: isActive))
    if amount.minorUnits > 0 {
      _ = try await wallets.credit(id, amount: amount, note: nil, by: .operatorConsole)
    }
    return id
  }
}

/// A name that does not make an e-mail address.
public struct BadFixtureName: Error {
  /// The name.
  public let name: String
}

/// A directory in memory.
public final class FixtureDirectory: UserDirectory {
  private let users = Mutex<[UserID: DirectoryUser]>([:])
  private let administrators = Mutex<[UserID]>([])

  /// Makes an empty directory.
  public init() {}

  /// Adds a user, or changes the one with this id.
  public func add(_ user: DirectoryUser) {
    users.withLock { $0[user.id] = user }
  }

  /// Makes somebody an administrator.
  public func addAdministrator(_ id: UserID) {
    administrators.withLock { $0.append(id) }
  }

  /// Removes a user.
  public func remove(_ id: UserID) {
    users.withLock { $0[id] = nil }
  }

  /// The user with this id.
  public func user(_ id: UserID) async throws -> DirectoryUser? {
    users.withLock { $0[id] }
  }

  /// The administrators; nobody has another role here.
  public func users(having role: Role) async throws -> [UserID] {
    role == .admin ? administrators.withLock { $0 } : []
  }

  /// The user with this address.
  public func user(email: EmailAddress) async throws -> DirectoryUser? {
    users.withLock { $0.values.first { $0.email == email } }
  }
}
