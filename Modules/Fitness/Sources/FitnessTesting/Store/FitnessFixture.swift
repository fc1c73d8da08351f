import Events
public import Fitness
import FitnessSQL
public import Kernel
public import KernelTesting
import Ledger
public import PlatformSQL
import Ports
public import Storage
public import StorageTesting
import Synchronization
import Work
public import WorkTesting

/// Fitness on a database of one engine, with business time that a test moves.
public struct FitnessFixture: Sendable {
  /// The database, with the tables of the platform and of Fitness.
  public let database: any Database
  /// The ledger.
  public let ledger: SQLLedger
  /// The users that exist.
  public let directory: FixtureDirectory
  /// Where Fitness's rows are kept.
  public let store: any FitnessStore
  /// Deletes accounts, for which Fitness is asked.
  public let deletions: Deletions
  /// The terms that administrators have set.
  public let terms: FixtureTerms
  /// The machine's clock; it stands still until a test moves it.
  public let clock: FixedClock
  /// Business time, over the machine's.
  public let time: BusinessTime
  /// Makes ids.
  public let ids: any IDSource
  /// Makes codes.
  public let random: any RandomSource

  /// 18:00 of 1 January 2026, a Thursday, in UTC.
  public static let start = Instant(milliseconds: 1_767_290_400_000)

  /// Migrates a fresh database of `engine`.
  public init(on engine: Engine) async throws {
    self.init(
      over: try await engine.migratedDatabase([PlatformSQL.migrations, FitnessSchema.migrations]))
  }

  /// The same over a database that has the tables, as another process has them.
  public init(over database: any Database, seed: UInt64 = 1) {
    self.init(
      over: database, clock: FixedClock(Self.start), directory: FixtureDirectory(),
      terms: FixtureTerms(), seed: seed)
  }

  /// Another server of the same database, with the same users, terms and clocks.
  public init(beside other: FitnessFixture, seed: UInt64) {
    self.init(
      over: other.database, clock: other.clock, directory: other.directory, terms: other.terms,
      seed: seed)
  }

  private init(
    over database: any Database, clock: FixedClock, directory: FixtureDirectory,
    terms: FixtureTerms, seed: UInt64
  ) {
    self.database = database
    self.clock = clock
    self.directory = directory
    self.terms = terms
    ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())
    random = SeededRandom(seed: seed)
    time = BusinessTime(in: database, over: clock, ids: ids)
    ledger = SQLLedger(database: database, clock: time.clock, ids: ids, units: [.coin])
    deletions = Deletions(
      asking: LeavingParty("fitness", accounts: [], questions: []), in: ledger, clock: clock,
      ids: ids)
    store = SQLFitnessStore(
      work: SQLUnitsOfWork(
        database: database, context: "fitness", ledger: ledger, clock: time.clock,
        machineClock: clock, ids: ids),
      defaultZone: { terms.source().defaultTimeZone })
  }

  /// A new user called `name`.
  public func user(_ name: String) throws -> UserID {
    let id: UserID = ids.make()
    guard let email = EmailAddress("\(name)@example.com") else { throw BadFixtureName(name: name) }
    directory.add(DirectoryUser(id: id, name: name, email: email, isActive: true))
    return id
  }

  /// A caller with rights.
  public func caller(_ user: UserID, _ rights: FitnessRight...) -> FitnessCaller {
    FitnessCaller(userID: user, rights: Set(rights))
  }

  /// Takes records.
  public var uploads: UploadService { UploadService(store: store, terms: terms.source) }
  /// Shows profiles.
  public var profiles: ProfileService {
    ProfileService(store: store, clock: time.clock, terms: terms.source)
  }
  /// Shows steps.
  public var steps: StepService {
    StepService(store: store, profiles: profiles, clock: time.clock, terms: terms.source)
  }
  /// Shows wallets.
  public var wallets: WalletService {
    WalletService(store: store, users: directory, clock: time.clock)
  }

  /// Has somebody walk so many steps on a date, by a device's day total.
  @discardableResult
  public func walk(
    _ user: UserID, _ date: CivilDate, _ steps: Int, source: StepSource = .pedometer
  ) async throws -> UploadOutcome {
    try await uploads.record(
      StepUpload(steps: steps, source: source, span: .day(date)), of: user)
  }

  /// Gives somebody coins.
  @discardableResult
  public func credit(_ user: UserID, _ coins: Int64) async throws -> Wallet {
    try await move([.adjust(coins, allowsDebt: false, note: nil)], of: user).wallet
  }

  /// Moves coins of somebody.
  @discardableResult
  public func move(_ moves: [CoinMove], of user: UserID) async throws -> CoinChange {
    try await store.atomically(.unkeyed) { try $0.move(moves, of: user) }
  }
}

/// A name that does not make an e-mail address.
public struct BadFixtureName: Error {
  /// The name.
  public let name: String
}

/// Terms that a test may change.
public final class FixtureTerms: Sendable {
  private let terms = Mutex(FitnessTerms())

  /// The contract's terms.
  public init() {}

  /// Changes them.
  public func change(_ body: (inout FitnessTerms) -> Void) {
    terms.withLock { body(&$0) }
  }

  /// What services read them by.
  public var source: FitnessTermsSource { { self.terms.withLock { $0 } } }
}
