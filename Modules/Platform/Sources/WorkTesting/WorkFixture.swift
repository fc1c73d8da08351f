public import Kernel
public import LedgerTesting
public import PlatformSQL
public import Storage
public import StorageTesting
import Work

/// Units of work on a fresh database of one engine.
public struct WorkFixture: Sendable {
  /// The database, its ledger and its clock.
  public let ledger: LedgerFixture
  /// The units of work of the context `test`.
  public let work: SQLUnitsOfWork

  /// Migrates a fresh database of `engine`.
  /// - Parameter waitsForLocks: whether locks are waited for without end.
  public init(on engine: Engine, waitsForLocks: Bool = false) async throws {
    ledger = try await LedgerFixture(on: engine, waitsForLocks: waitsForLocks)
    work = Self.work(over: ledger.database, ledger)
    try await makeTickets(on: engine)
  }

  private func makeTickets(on engine: Engine) async throws {
    try await ledger.database.execute(
      "CREATE TABLE test_tickets (id \(engine.uuidType) PRIMARY KEY, state text NOT NULL)")
  }

  /// Several, each on a fresh database; all of them are taken at once.
  public static func several(_ count: Int, on engine: Engine) async throws -> [WorkFixture] {
    let databases = try await engine.migratedDatabases(
      Array(repeating: [PlatformSQL.migrations], count: count))
    var fixtures: [WorkFixture] = []
    for database in databases {
      let fixture = try WorkFixture(over: database)
      try await fixture.makeTickets(on: engine)
      fixtures.append(fixture)
    }
    return fixtures
  }

  /// The same over a database that another process made.
  public init(over database: any Database) throws {
    ledger = try LedgerFixture(over: database)
    work = Self.work(over: database, ledger)
  }

  /// The same over a database that watches or disturbs the fixture's.
  /// - Parameter context: the context whose units of work they are.
  public func work(over database: any Database, context: String = "test") -> SQLUnitsOfWork {
    Self.work(over: database, ledger, context)
  }

  private static func work(
    over database: any Database, _ ledger: LedgerFixture, _ context: String = "test"
  ) -> SQLUnitsOfWork {
    SQLUnitsOfWork(
      database: database, context: context, ledger: ledger.ledger, clock: ledger.clock,
      machineClock: ledger.clock, ids: ledger.ids)
  }

  /// How many rows a table has.
  public func count(_ table: SQL) async throws -> Int {
    try await ledger.database.first("SELECT count(*) FROM \(table)") {
      try $0.get(0, as: Int.self)
    } ?? 0
  }
}

extension Engine {
  /// The type of an id's column.
  fileprivate var uuidType: SQL { self == .postgres ? "uuid" : "BLOB" }
}

extension Once {
  /// What a route would keep: the value's description with 201, and with 409 the description of a
  /// refusal that `isFinal` knows, every one by default.
  public static func describing(
    under key: IdempotencyKey?, isFinal: @escaping @Sendable (any Error) -> Bool = { _ in true }
  ) -> Once {
    Once(
      key,
      answer: { StoredAnswer(status: 201, describing: $0) },
      refusal: {
        isFinal($0) && !isOfThePlatform($0) ? StoredAnswer(status: 409, describing: $0) : nil
      })
  }

  /// Errors of the store and of keys are no refusals of a context.
  private static func isOfThePlatform(_ error: any Error) -> Bool {
    error is StorageError || error is any Unavailability || error is Replay
      || error is IdempotencyKeyReused || error is IdempotencyKeyBusy || error is AnswerTooLarge
  }
}

extension StoredAnswer {
  /// An answer that says what a value looks like.
  public init(status: Int, describing value: some Any) {
    self.init(
      status: status, contentType: "text/plain", location: nil, body: Array("\(value)".utf8))
  }

  /// Its body as text.
  public var text: String { String(decoding: body, as: UTF8.self) }
}
