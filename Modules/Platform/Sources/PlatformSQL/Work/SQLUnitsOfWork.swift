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
  /// - Parameter claims: has it share its transaction with others where many wait. It then keeps
  ///   what `UnitClaims` promises.
  /// - Throws: as `run` does.
  public func transaction<Value: Sendable>(
    _ once: Once<Value> = .unkeyed, claiming claims: UnitClaims? = nil,
    _ body: @escaping @Sendable (SQLWork) throws -> Value
  ) async throws -> Value {
    guard let claims else { return try await alone(once, .usual, body) }
    _ = once.consume()
    let queue = ledger.unitQueue
    let value = SharedValue<Value>()
    let turn = try await queue.turn(ticket(once, claims, body, value)) {
      [database, ledger] tickets in
      try await Self.share(tickets, database, ledger)
    }
    switch turn {
    case .committed:
      guard let value = value.taken else { throw SharedValueMissing() }
      return value
    case .alone(nil): return try await alone(once, .usual, body)
    case .alone(let place?):
      let result: Result<Value, any Error>
      do {
        result = .success(try await alone(once, .brief, body))
      } catch {
        result = .failure(error)
      }
      queue.giveBack(place)
      // Somebody has locked what it needs: it waits where it is in nobody's way.
      if case .failure(StorageUnavailable.locked) = result {
        return try await alone(once, .apart, body)
      }
      return try result.get()
    }
  }

  /// A unit of work that may share its transaction, and leaves what it came to.
  private func ticket<Value: Sendable>(
    _ once: Once<Value>, _ claims: UnitClaims,
    _ body: @escaping @Sendable (SQLWork) throws -> Value, _ value: SharedValue<Value>
  ) -> UnitTicket {
    UnitTicket(
      claims: claims, key: once.key?.scope, database: ObjectIdentifier(database as AnyObject)
    ) { shared in
      try shared.run { executor in
        let keyed = try once.key.map {
          try KeyedExecutor(executor, $0, at: machineClock.now())
        }
        let work = SQLWork(
          sql: keyed ?? executor, context: context, now: clock.now(), clock: machineClock,
          ids: ids, ledger: ledger, accounts: shared.accounts, catalogue: catalogue,
          sharedBook: shared.book)
        let made = try body(work)
        if let key = once.key {
          // A body that asked for nothing has not learnt yet what is kept.
          try keyed?.look()
          try work.keep(once.answer(to: made), for: key)
        }
        value.set(made)
        return work
      }
    }
  }

  /// Runs a unit of work in a transaction of its own.
  private func alone<Value: Sendable>(
    _ once: Once<Value>, _ waiting: LockWaiting,
    _ body: @escaping @Sendable (SQLWork) throws -> Value
  ) async throws -> Value {
    guard let key = once.consume() else {
      return try await committed(waiting: waiting) { try body($0) }
    }
    for attempt in 1...Self.attempts {
      do {
        return try await committed(under: key, looksFirst: attempt > 1, waiting: waiting) { work in
          let value = try body(work)
          try work.keep(once.answer(to: value), for: key)
          return value
        }
      } catch  where IdempotencyRow.isTaken(error) {
        // Another request under the same key was faster: it has an answer now.
        continue
      } catch  where error.isOfUnitOfWork {
        if try await isNoted(error, of: once, under: key) { throw error }
      }
    }
    throw IdempotencyKeyBusy()
  }

  /// Notes what refused a unit of work under a key. Nothing of the unit happened. If the refusal is
  /// final, it is kept.
  /// - Returns: false if another request under the key was faster: it has an answer now.
  /// - Throws: the answer that is kept already: what refuses this request may be what the first one
  ///   under the key did.
  private func isNoted<Value: Sendable>(
    _ error: any Error, of once: Once<Value>, under key: IdempotencyKey
  ) async throws -> Bool {
    guard let refusal = once.answer(toRefusal: error) else {
      try await replay(key)
      return true
    }
    do {
      try await committed(under: key) { try $0.keep(refusal, for: key) }
      return true
    } catch  where IdempotencyRow.isTaken(error) {
      return false
    }
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

  /// - Parameters:
  ///   - key: whose kept answer is thrown as `Replay` if there is one.
  ///   - looksFirst: whether that is certain. Otherwise a unit that asks for nothing may learn of
  ///     the answer by being refused its own row.
  private func committed<Value: Sendable>(
    under key: IdempotencyKey? = nil, looksFirst: Bool = false, waiting: LockWaiting = .usual,
    _ body: @escaping @Sendable (SQLWork) throws -> Value
  ) async throws -> Value {
    let opened = ledger.openedAccounts()
    let (value, news) = try await database.transaction(waiting: waiting) { sql in
      opened.reset()
      let keyed = try key.map { try KeyedExecutor(sql, $0, at: machineClock.now()) }
      if looksFirst { try keyed?.look() }
      let work = SQLWork(
        sql: keyed ?? sql, context: context, now: clock.now(), clock: machineClock, ids: ids,
        ledger: ledger, accounts: opened, catalogue: catalogue)
      let result = Result { try body(work) }
      if case .failure = result { try keyed?.check() }
      let value = try result.get()
      try work.finish()
      try keyed?.check()
      return (value, work.remains.news)
    }
    opened.remember()
    for channel in news { database.announce(channel) }
    return value
  }
}

extension Error {
  /// Whether a unit of work was refused by its body or by a rule of the database, rather than by
  /// the state of the database or by the key's answer.
  fileprivate var isOfUnitOfWork: Bool {
    !(self is any Unavailability || self is CancellationError || self is Replay
      || self is IdempotencyKeyReused)
  }
}
