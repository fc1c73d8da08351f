public import Events
public import Kernel
public import Ledger
public import Storage
public import Work

/// Units of work of one context in one database.
public struct SQLUnitsOfWork: UnitsOfWork {
  /// The database.
  public let database: any Database
  /// Makes ids.
  public let ids: any IDSource
  /// The machine's time.
  public let machineClock: any WallClock

  private let context: String
  private let ledger: SQLLedger
  private let clock: any WallClock
  private let catalogue: EventCatalogue?

  /// How often a unit of work is run that lost its idempotency key to another one.
  private static let attempts = 3

  /// Makes a context's units of work.
  /// - Parameters:
  ///   - ledger: the ledger of the same database.
  ///   - clock: business time, which rows carry.
  ///   - machineClock: the machine's time, by which idempotency keys are kept.
  ///   - catalogue: the events that may be published; any unless given.
  public init(
    database: any Database, context: String, ledger: SQLLedger, clock: any WallClock,
    machineClock: any WallClock, ids: any IDSource, catalogue: EventCatalogue? = nil
  ) {
    self.database = database
    self.context = context
    self.ledger = ledger
    self.clock = clock
    self.machineClock = machineClock
    self.ids = ids
    self.catalogue = catalogue
  }

  /// The same units of work by another business clock, for whoever makes up a past: a demo.
  public func following(_ clock: any WallClock) -> SQLUnitsOfWork {
    SQLUnitsOfWork(
      database: database, context: context, ledger: ledger, clock: clock,
      machineClock: machineClock, ids: ids, catalogue: catalogue)
  }

  /// Runs a unit of work of the platform's tables alone.
  public func run<Value: Sendable>(
    _ once: Once<Value>, _ body: @escaping @Sendable (any Work) throws -> Value
  ) async throws -> Value {
    try await transaction(once) { try body($0) }
  }

  /// Runs a unit of work whose body has its own statements, too: `work.sql` runs them.
  /// - Throws: as `run` does.
  public func transaction<Value: Sendable>(
    _ once: Once<Value> = .unkeyed, _ body: @escaping @Sendable (SQLWork) throws -> Value
  ) async throws -> Value {
    guard let key = once.consume() else {
      return try await committed { work in
        let value = try body(work)
        try work.finish()
        return value
      }
    }
    for _ in 1...Self.attempts {
      do {
        return try await committed { try Self.run(once, key, in: $0, body) }.get()
      } catch  where IdempotencyRow.isTaken(error) {
        // Another request under the same key was faster: it has an answer now.
        continue
      }
    }
    throw IdempotencyKeyBusy()
  }

  /// Throws the answer that is kept under a key.
  public func replay(_ key: IdempotencyKey) async throws {
    guard let row = try await database.first(IdempotencyRow.of(key), IdempotencyRow.init(row:)),
      IdempotencyKeys.keeps(row.createdAt, at: machineClock.now())
    else { return }
    let answer = try row.answer(for: key)
    try await database.confirmCommits()
    throw Replay.answer(answer)
  }

  /// Posts in a batch of the ledger, and tells of it.
  public func post(
    _ posting: Posting, telling news: Announcement
  ) async throws -> PostingOutcome {
    try catalogue?.note(news.event.type)
    let now = clock.now()
    return try await ledger.post(
      Posting(
        posting.order, linked: posting.linked, idempotencyKey: posting.idempotencyKey,
        audit: posting.audit, news: try PostedNews(news, of: context, ids: ids, at: now)))
  }

  /// Runs a body under a key. A final refusal is a value here: what the body did is undone, and the
  /// answer that tells of the refusal is committed.
  private static func run<Value: Sendable>(
    _ once: Once<Value>, _ key: IdempotencyKey, in work: SQLWork,
    _ body: (SQLWork) throws -> Value
  ) throws -> Result<Value, any Error> {
    if let answer = try work.answer(for: key) { throw Replay.answer(answer) }
    let result = Result { try work.sql.savepoint { try body(work) } }
    switch result {
    case .success(let value): try work.keep(once.answer(to: value), for: key)
    case .failure(let error):
      guard let refusal = once.answer(toRefusal: error) else {
        // What refuses it may be what the first request under the key did in between.
        if let answer = try work.answer(for: key) { throw Replay.answer(answer) }
        throw error
      }
      try work.keep(refusal, for: key)
    }
    try work.finish()
    return result
  }

  private func committed<Value: Sendable>(
    _ body: @escaping @Sendable (SQLWork) throws -> Value
  ) async throws -> Value {
    let opened = ledger.openedAccounts()
    let (value, news) = try await database.transaction { sql in
      opened.reset()
      let work = SQLWork(
        sql: sql, context: context, now: clock.now(), clock: machineClock, ids: ids,
        ledger: ledger, accounts: opened, catalogue: catalogue)
      return (try body(work), work.news)
    }
    opened.remember()
    for channel in news { database.announce(channel) }
    return value
  }
}
