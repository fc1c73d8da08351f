public import Kernel
public import Ledger

/// Makes statements of wallets, and reads their entries bit by bit.
public struct StatementService: Sendable {
  /// How many entries are in memory at once.
  public static let batch = 500
  /// How many names are remembered while one statement is read.
  private static let mostNames = 2_000

  /// The zone whose days statements are of.
  public let zone: TimeZoneRules

  private let ledger: any Ledger
  private let names: any CounterpartyNames
  private let details: [any EntryDetailSource]
  private let clock: any WallClock
  private let currency: Unit

  /// Makes the service.
  /// - Parameter details: where the details of entries are looked up.
  public init(
    ledger: any Ledger, names: any CounterpartyNames, clock: any WallClock, zone: TimeZoneRules,
    currency: Unit, details: [any EntryDetailSource] = []
  ) {
    self.details = details
    self.ledger = ledger
    self.names = names
    self.clock = clock
    self.zone = zone
    self.currency = currency
  }

  /// The days that somebody asked for; by default those of the current month so far.
  /// - Throws: `StatementRefusal`.
  public func period(
    from: CivilDate?, to: CivilDate?
  ) throws(StatementRefusal) -> StatementPeriod {
    try StatementPeriod(from: from, to: to, today: zone.date(at: clock.now()))
  }

  /// A statement of a user's wallet. Its entries are decided now, and read by `forEachBatch`.
  /// - Throws: the store's error.
  public func statement(
    of user: UserID, over period: StatementPeriod
  ) async throws -> Statement {
    let (start, end) = period.bounds(in: zone)
    let account = try await ledger.accountID(Wallet.terms(of: user, in: currency))
    var span = LedgerSpan.empty
    if let account { span = try await ledger.span(of: account, from: start, to: end) }
    let holder = Owner.user(user)
    return Statement(
      holder: user, holderName: try await names.names(of: [holder])[holder], wallet: account,
      period: period, zone: zone.identifier, currency: currency, madeAt: clock.now(), span: span)
  }

  /// Hands over a statement's entries, oldest first, `batch` at a time. It may be called again, and
  /// then hands over the same entries.
  /// - Throws: the store's error, or what `body` throws.
  public func forEachBatch(
    of statement: Statement, _ body: ([StatementLine]) async throws -> Void
  ) async throws {
    guard let account = statement.wallet else { return }
    let span = statement.span
    var last = span.start.sequence
    var known: [Owner: String] = [:]
    var asked: Set<Owner> = []
    while last < span.end.sequence {
      let lines = try await ledger.lines(of: account, in: span, after: last, limit: Self.batch)
      guard let newest = lines.last else { return }
      last = newest.sequence
      if asked.count > Self.mostNames {
        known = [:]
        asked = []
      }
      let new = Set(lines.map(\.counterparty)).subtracting(asked)
      if !new.isEmpty {
        known.merge(try await names.names(of: new)) { $1 }
        asked.formUnion(new)
      }
      let entries = lines.map { WalletTransaction($0, currency: currency) }
      let found = try await details.details(of: entries, of: statement.holder)
      try await body(entries.map { StatementLine($0.with(found[$0.id]), names: known) })
    }
  }
}
