import Events
public import Example
import ExampleSQL
import Jobs
public import Kernel
public import KernelTesting
import Ledger
public import PlatformSQL
import Ports
public import Storage
public import StorageTesting
public import Work
public import WorkTesting

/// Items on a fresh database of one engine.
public struct ExampleFixture: Sendable {
  /// The database, with the tables of the platform and of items.
  public let database: any Database
  /// The store under test.
  public let store: any ItemStore
  /// The service on top of it; an item costs one naira.
  public let items: ItemService
  /// The ledger that fees are paid on.
  public let ledger: SQLLedger
  /// Deletes accounts, for which Example is asked.
  public let deletions: Deletions
  /// Makes ids.
  public let ids: any IDSource
  /// The machine's clock; it stands still until a test moves it.
  public let clock: FixedClock
  /// Business time over it, with a worker that does jobs while a test moves it.
  public let time: BusinessTime

  /// Migrates a fresh database of `engine`.
  public init(on engine: Engine) async throws {
    self.init(
      over: try await engine.migratedDatabase([PlatformSQL.migrations, ExampleSchema.migrations]))
  }

  /// The same over a database that has the tables.
  public init(over database: any Database) {
    self.database = database
    clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))
    ids = UUIDv7Source(clock: SystemClock(), random: SystemRandomSource())
    time = BusinessTime(in: database, over: clock, ids: ids)
    ledger = SQLLedger(database: database, clock: time.clock, ids: ids, units: UnitSet(.naira))
    let store = SQLItemStore(
      work: SQLUnitsOfWork(
        database: database, context: "example", ledger: ledger, clock: time.clock,
        machineClock: clock, ids: ids, catalogue: EventCatalogue(of: itemEvents)))
    self.store = store
    deletions = Deletions(
      asking: LeavingParty(
        "example", accounts: [ExampleAccount.leaverAccounts(in: .naira)],
        questions: [store.leaving]),
      in: ledger, clock: clock, ids: ids)
    items = ItemService(
      store: store, ledger: ledger, fee: .naira(1), clock: time.clock, ids: ids)
  }

  /// A new user whose balance is so many naira.
  public func user(holding naira: Int64 = 100) async throws -> UserID {
    let user: UserID = ids.make()
    if naira > 0 {
      _ = try await items.credit(user, amount: .naira(naira), by: .operatorConsole)
    }
    return user
  }

  /// Makes an item, under an idempotency key where one is named.
  public func create(
    _ title: String, for owner: UserID, under key: String? = nil
  ) async throws -> Item {
    let key = key.map {
      IdempotencyKey(
        owner: owner.rawValue, route: "POST /items", key: $0,
        fingerprint: [UInt8](repeating: 1, count: 32), requestID: "r")
    }
    return try await items.create(
      title: title, for: owner, by: .operatorConsole, once: .describing(under: key))
  }

  /// What is left of a user's balance.
  public func balance(of user: UserID) async throws -> Money {
    try await ledger.account(ExampleAccount.balance(of: user, in: .naira))?.balance ?? .naira(0)
  }

  /// How many rows each table has that a new item leaves something in.
  public func traces() async throws -> [Int] {
    try await counts(of: [
      "example_items", "example_titles", "ledger_transfers WHERE kind = 'item_fee'",
      "platform_outbox", "platform_jobs", "platform_audit WHERE action = 'example.create'",
      "platform_idempotency",
    ])
  }

  /// How often an item was renamed, by its version, and how many rows each table has that a rename
  /// leaves something in.
  public func renames(of item: Item) async throws -> [Int] {
    let version = try await items.item(item.id, of: item.owner).version
    return try await [Int(version) - 1]
      + counts(of: [
        "example_titles WHERE version > 1",
        "platform_outbox WHERE type = 'example.item.renamed'",
        "platform_audit WHERE action = 'example.rename'",
      ])
  }

  /// Takes a job of a kind that is due, as a worker does; nil where there is none.
  public func take(_ job: any Job.Type) async throws -> JobRun? {
    let now = time.clock.now()
    return try await SQLJobs(database: database, ids: ids)
      .claim(1, from: job.queue, of: [job.kind], for: ids.make(), due: now, at: now).first?.run
  }

  /// The events that a user was notified of, in the order of their names.
  public func notified(_ user: UserID) async throws -> [String] {
    try await database.all(
      "SELECT event FROM platform_notifications WHERE user_id = \(user) ORDER BY event"
    ) { try $0["event"] }
  }

  /// The types of all events so far, notifications aside, and the topics that they went to.
  public func published() async throws -> [(type: String, topics: String)] {
    try await database.all(
      """
      SELECT type, topics FROM platform_outbox
      WHERE type <> 'notification.created' ORDER BY type
      """
    ) { (try $0["type"], try $0["topics"]) }
  }

  private func counts(of tables: [SQL]) async throws -> [Int] {
    var counts: [Int] = []
    for table in tables {
      let count = try await database.first("SELECT count(*) FROM \(table)") {
        try $0.get(0, as: Int.self)
      }
      counts.append(count ?? 0)
    }
    return counts
  }
}
