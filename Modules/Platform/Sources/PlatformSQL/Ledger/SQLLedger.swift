public import Kernel
public import Ledger
public import Storage

/// The ledger kept in one database, posting in batches.
///
/// Postings that arrive while a batch is being written gather for the next one: one transaction
/// and one fsync for all of them. A lone posting waits for nobody. Where the database has more than
/// one writer, a second batch is written beside the first, of postings that have nothing in common
/// with it (`PostingLanes`). Postings that need an account which somebody else has locked wait for
/// it apart (`AccountWaiting`), and hold up no others. The batch's rules run in memory over the
/// locked accounts (`LedgerBook`), so both engines follow the same code.
public final class SQLLedger: Ledger {
  /// The database whose ledger it is.
  public let database: any Database
  private let clock: any WallClock
  private let machineClock: any WallClock
  private let ids: any IDSource
  private let accountIDs: AccountIDs
  private let reader: LedgerReader
  private let queue: PostingQueue
  /// Units of work that share transactions: those of all contexts of the database.
  let unitQueue: UnitQueue

  /// The units that it may meet.
  public var units: UnitSet { reader.units }

  /// How many accounts' ids are remembered, and how often one was looked up and found.
  public var rememberedAccounts: TableFigures { accountIDs.figures }

  /// How many accounts' ids are remembered unless another number is given.
  public static let usualAccountCache = 262_144

  /// Makes a ledger over the `Platform` tables of `database`. A database has one in a program,
  /// which all its contexts share: what bounds the batches at once does so for the database.
  /// - Parameters:
  ///   - clock: business time, which transfers carry and deadlines of holds follow.
  ///   - machineClock: the machine's time, by which keys are kept; `clock` unless given.
  ///   - units: the units that its accounts and transfers may be of. Any other row is an error,
  ///     `UndeclaredUnit`.
  ///   - accountCache: how many accounts' ids it remembers.
  public init(
    database: any Database, clock: any WallClock, machineClock: (any WallClock)? = nil,
    ids: any IDSource, units: UnitSet, accountCache: Int = usualAccountCache
  ) {
    let machineClock = machineClock ?? clock
    self.machineClock = machineClock
    self.database = database
    let reader = LedgerReader(units: units)
    self.reader = reader
    self.clock = clock
    self.ids = ids
    let accountIDs = AccountIDs(capacity: accountCache)
    self.accountIDs = accountIDs
    unitQueue = UnitQueue(lanes: max(1, min(3, database.parallelTransactions / 2)))
    self.queue = PostingQueue(lanes: Self.lanes(of: database)) { postings, waiting in
      let opened = OpenedAccounts(known: accountIDs)
      let results = try await database.transaction(waiting: waiting.place) { sql in
        opened.reset()
        return try PostingBatch(
          postings: postings, now: clock.now(), machineNow: machineClock.now(), ids: ids,
          waiting: waiting
        )
        .run(in: LedgerRows(sql: sql, reader: reader), accounts: opened)
      }
      opened.remember()
      if postings.contains(where: { $0.news != nil }) {
        database.announce(PublishedEvent.channel)
      }
      return results
    }
  }

  /// How many batches are written at once: half of the database's transactions at most, so that
  /// others always find room, and no more than two, as a third made nothing faster.
  private static func lanes(of database: any Database) -> Int {
    max(1, min(2, database.parallelTransactions / 2))
  }

  /// Posts one order together with whatever else arrives meanwhile.
  public func post(_ posting: Posting) async throws -> PostingOutcome {
    try await queue.post(posting)
  }

  /// The outcome stored under an idempotency key. One whose time is over counts for none, as it
  /// does when a batch meets it: whether it was removed by then is chance.
  public func outcome(of key: IdempotencyKey) async throws -> PostingOutcome? {
    guard let row = try await database.first(IdempotencyRow.of(key), IdempotencyRow.init(row:)),
      IdempotencyKeys.keeps(row.createdAt, at: machineClock.now())
    else { return nil }
    guard key.isRepetition(ofKept: row.fingerprint) else { throw IdempotencyKeyReused() }
    try await database.confirmCommits()
    switch row.kept {
    case .answer(let answer): throw Replay.answer(answer)
    case .rejection(let rejection):
      return PostingOutcome(.failure(rejection), replayOf: row.requestID)
    case .transfer(let id):
      let transfer = try await database.first(LedgerRows.transfer(id), reader.transfer(row:))
      return transfer.map { PostingOutcome(.success($0), replayOf: row.requestID) }
    }
  }

  /// The accounts that a unit of work opens, known to all once it has committed.
  func openedAccounts() -> OpenedAccounts { OpenedAccounts(known: accountIDs) }

  /// The book of a transaction that units of work share.
  func sharedBook(accounts: OpenedAccounts) -> SharedBook {
    SharedBook(reader: reader, ids: ids, accounts: accounts)
  }

  /// Carries out orders within somebody else's transaction: all or none. It is done once in a
  /// transaction, as it takes the accounts' locks.
  /// - Parameter accounts: of `openedAccounts()`, to be remembered once the transaction has
  ///   committed.
  /// - Throws: the `TransferRejection` of the order that was refused, or the store's error.
  func post(
    _ orders: [TransferOrder], in sql: any SQLExecutor, accounts: OpenedAccounts, at now: Instant
  ) throws -> [Transfer] {
    try OpenBook.post(
      orders, in: LedgerRows(sql: sql, reader: reader), accounts: accounts, ids: ids, at: now)
  }

  /// Locks accounts within somebody else's transaction, in the order in which postings do. Those
  /// that do not exist are opened.
  func lock(
    _ terms: [AccountTerms], in sql: any SQLExecutor, accounts: OpenedAccounts, at now: Instant
  ) throws -> [LedgerAccount] {
    let rows = LedgerRows(sql: sql, reader: reader)
    var known = terms.compactMap { accounts.id(of: .opening($0)) }
    let missing = terms.filter { accounts.id(of: .opening($0)) == nil }
      .sorted { $0.lockOrder < $1.lockOrder }
    if !missing.isEmpty {
      try rows.open(missing.map { LedgerAccount(id: ids.make(), terms: $0) }, at: now)
      let found = try rows.accounts(missing)
      accounts.add(found)
      known += found.map(\.id)
    }
    return try sql.all(
      LedgerRows.locked(known.sorted(), passingOver: false, sql.dialect), reader.account(row:))
  }

  /// The transfer of this id.
  public func transfer(_ id: Transfer.ID) async throws -> Transfer? {
    try await database.first(LedgerRows.transfer(id), reader.transfer(row:))
  }

  /// The account with these terms.
  public func account(_ terms: AccountTerms) async throws -> LedgerAccount? {
    try await database.first(LedgerRows.account(terms), reader.account(row:))
  }

  /// The id of the account with these terms: asked of the database until it was once found.
  public func accountID(_ terms: AccountTerms) async throws -> LedgerAccount.ID? {
    if let id = accountIDs[terms] { return id }
    guard let account = try await account(terms) else { return nil }
    accountIDs.remember([terms: account.id])
    return account.id
  }

  /// The account with these terms, opened now when it did not exist.
  public func openAccount(_ terms: AccountTerms) async throws -> LedgerAccount {
    if let account = try await account(terms) { return account }
    let new = LedgerAccount(id: ids.make(), terms: terms)
    return try await database.transaction { [reader] sql in
      let rows = LedgerRows(sql: sql, reader: reader)
      try rows.open([new], at: Instant(milliseconds: Int64(new.id.rawValue >> 80)))
      return try sql.first(LedgerRows.account(terms), reader.account(row:)) ?? new
    }
  }

  /// A page of an account's book, newest first.
  public func lines(
    of account: LedgerAccount.ID, before: Int64?, limit: Int
  ) async throws -> [LedgerLine] {
    let page = LedgerRows.lines(of: account, before: before, limit: limit)
    if let before {
      // Numbers have no gaps, lines never change, and a line is never seen without those before
      // it. A page that begins just below the cursor is therefore the whole page, wherever it was
      // read; any other is read again where the newest lines are.
      let lines = try await database.all(
        page, consistency: .boundedStaleness, LedgerRows.line(row:))
      if before <= 1 || lines.first?.sequence == before - 1 { return lines }
    }
    return try await database.all(page, LedgerRows.line(row:))
  }

  /// The line that a transfer made in an account's book.
  public func line(
    of transfer: Transfer.ID, in account: LedgerAccount.ID
  ) async throws -> LedgerLine? {
    try await database.first(LedgerRows.line(of: transfer, in: account), LedgerRows.line(row:))
  }
}
