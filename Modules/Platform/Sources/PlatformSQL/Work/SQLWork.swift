public import Events
import JSON
public import Kernel
public import Ledger
public import Ports
public import Storage
public import Work

/// The work of one transaction, on either engine.
///
/// Here is the one order in which every unit of work takes its locks, so that no two can wait for
/// each other: the row of a subscriber's inbox, users who shall not leave by their ids
/// (`requirePresent`), the context's own rows by their ids (which the context sees to; those of
/// several contexts, where an account is deleted, in the order of their names), then accounts to be
/// opened by their terms and accounts by their ids (`post`), then, when the body is done
/// (`finish`), the idempotency key, the numbers of the events' aggregates in the order of their
/// names, the unique keys of jobs, and last the head of the audit trail, whose holder asks for
/// nothing more.
public final class SQLWork: Work {
  /// The transaction, for the statements of the context's own tables. A savepoint of it that is
  /// rolled back takes what was posted, published, enqueued and recorded within it along.
  public var sql: any SQLExecutor { UnitExecutor(base: base, work: self) }
  /// The time of everything that this unit of work writes.
  public let now: Instant

  let base: any SQLExecutor
  let context: String
  let ledger: SQLLedger
  let accounts: OpenedAccounts
  private let ids: any IDSource
  private let clock: any WallClock
  private let catalogue: EventCatalogue?
  private var left = Left()

  /// The book of a transaction that units of work share.
  private let sharedBook: SharedBook?

  /// What the body has done that is not written yet.
  private struct Left {
    var hasPosted = false
    var locked: Set<AccountTerms>?
    var remains = UnitRemains()
  }

  /// - Parameters:
  ///   - clock: the machine's, by which idempotency keys are kept.
  ///   - now: business time.
  init(
    sql: any SQLExecutor, context: String, now: Instant, clock: any WallClock, ids: any IDSource,
    ledger: SQLLedger, accounts: OpenedAccounts, catalogue: EventCatalogue?,
    sharedBook: SharedBook? = nil
  ) {
    base = sql
    self.context = context
    self.now = now
    self.clock = clock
    self.ids = ids
    self.ledger = ledger
    self.accounts = accounts
    self.catalogue = catalogue
    self.sharedBook = sharedBook
  }

  /// Locks accounts, and says what may be spent of each.
  public func available(in accounts: [AccountTerms]) throws -> [AccountTerms: Money] {
    guard left.locked == nil, !left.hasPosted else { throw PostedTwice() }
    left.locked = Set(accounts)
    let wanted = accounts.uniqued(by: \.self)
    let found =
      try sharedBook?.accounts(wanted, in: base, at: now)
      ?? ledger.lock(wanted, in: base, accounts: self.accounts, at: now)
    return Dictionary(
      uniqueKeysWithValues: found.map { account in
        (account.terms, account.isClosed ? .zero(account.terms.unit) : account.available)
      })
  }

  /// Posts orders: all or none.
  @discardableResult
  public func post(_ orders: [TransferOrder]) throws -> [Transfer] {
    try notePosting()
    if let locked = left.locked {
      for case .opening(let terms) in orders.flatMap({ [$0.debit, $0.credit] })
      where !locked.contains(terms) {
        throw AccountNotLocked(terms: terms)
      }
    }
    guard !orders.isEmpty else { return [] }
    if let sharedBook { return try sharedBook.post(orders, in: base, at: now) }
    return try ledger.post(orders, in: base, accounts: accounts, at: now)
  }

  /// Notes that accounts are locked, which is done once.
  func notePosting() throws {
    guard !left.hasPosted else { throw PostedTwice() }
    left.hasPosted = true
  }

  /// Publishes an event.
  public func publish(_ event: Event) throws {
    try own(event.type)
    try catalogue?.note(event.type)
    left.remains.events.append(try PublishedEvent(event, id: ids.make(), context: context, at: now))
  }

  /// Notes that this unit of work is what a subscriber does about an event.
  public func receive(_ event: RelayedEvent.ID, by subscriber: String) throws -> Bool {
    try base.execute(
      """
      INSERT INTO platform_inbox (subscriber, event_id, received_at)
      VALUES (\(subscriber), \(event), \(clock.now())) ON CONFLICT DO NOTHING
      """) == 1
  }

  /// Enqueues a job.
  public func enqueue(_ job: some Job, at: Instant?, unique: UniqueKey?) throws {
    try own(type(of: job).kind)
    try add(job, at: at, unique: unique)
  }

  /// Enqueues a job of the platform, whose kind may be called after what clients know it by.
  func add<J: Job>(_ job: J, at: Instant?, unique: UniqueKey?) throws {
    let present =
      switch J.queue.timing {
      case .business: now
      case .machine: clock.now()
      }
    left.remains.jobs.append(
      try EnqueuedJob(
        job, id: ids.make(), context: context, unique: unique, due: at ?? present, at: now,
        present: present))
  }

  /// Tells a user something.
  public func notify(_ notification: Notification, _ user: UserID) throws {
    try own(notification.event)
    left.remains.notifications.append(
      ToldNotification(
        notification, to: user, id: ids.make(), eventID: ids.make(), context: context, at: now))
  }

  /// Ends the job that this unit of work is the effect of.
  public func complete(_ run: JobRun) throws {
    guard try base.execute(SQLJobs.completing(run, at: now)) == 1 else { throw JobTaken() }
  }

  /// Appends an audit entry.
  public func record(_ entry: AuditEntry) throws {
    guard entry.context == context else {
      throw ForeignName(name: entry.action, context: context)
    }
    // Whatever clock the context follows, the trail is in the order of one.
    left.remains.audits.append(entry.at(now))
  }

  /// The answer that is kept under a key. One whose time is over is removed and counts for none.
  public func answer(for key: IdempotencyKey) throws -> StoredAnswer? {
    guard let row = try base.first(IdempotencyRow.of(key), IdempotencyRow.init(row:)) else {
      return nil
    }
    guard IdempotencyKeys.keeps(row.createdAt, at: clock.now()) else {
      try base.deferred([IdempotencyRow.removing(row.scope)])
      return nil
    }
    return try row.answer(for: key)
  }

  /// Keeps an answer under a key.
  public func keep(_ answer: StoredAnswer, for key: IdempotencyKey) throws {
    guard answer.body.count <= StoredAnswer.largestBody else {
      throw AnswerTooLarge(octets: answer.body.count)
    }
    left.remains.answers = [KeptAnswer(answer: answer, key: key, at: clock.now())]
  }

  /// Runs a part of the unit of work that may fail by itself.
  fileprivate func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    let before = left
    do {
      return try base.savepoint(body)
    } catch {
      left = before
      // Accounts that it opened are gone; whichever were found are found again.
      accounts.reset()
      throw error
    }
  }

  /// Leaves rows of the context to be written when the body is done.
  public func leave(_ rows: some LastRows) { left.remains.lastRows.append(rows) }

  /// What the body left.
  var remains: UnitRemains { left.remains }

  /// Writes what the body left. Nothing is done in this transaction after it.
  func finish() throws { try left.remains.write(in: base, at: now) }

  private func own(_ name: String) throws { try ForeignName.refuse(name, in: context) }
}

extension ForeignName {
  /// Refuses a name that does not begin with the context's.
  static func refuse(_ name: String, in context: String) throws(ForeignName) {
    guard name.hasPrefix(context), name.utf8.dropFirst(context.utf8.count).first == 0x2E else {
      throw ForeignName(name: name, context: context)
    }
  }
}

/// The transaction of a unit of work as the context has it.
private struct UnitExecutor: SQLExecutor {
  let base: any SQLExecutor
  let work: SQLWork

  var dialect: Dialect { base.dialect }

  func query(_ sql: SQL) throws -> [Row] { try base.query(sql) }

  func execute(_ sql: SQL) throws -> Int { try base.execute(sql) }

  func pipeline(_ statements: [SQL]) throws -> [[Row]] { try base.pipeline(statements) }

  func deferred(_ statements: [SQL]) throws { try base.deferred(statements) }

  func pending(_ sql: SQL) throws -> PendingRows { try base.pending(sql) }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value { try work.savepoint(body) }
}

extension IdempotencyRow {
  /// The answer to a request that carries the key now.
  func answer(for key: IdempotencyKey) throws -> StoredAnswer {
    guard key.isRepetition(ofKept: fingerprint) else { throw IdempotencyKeyReused() }
    guard case .answer(let answer) = kept else { throw IdempotencyKeyBusy() }
    return answer
  }
}
