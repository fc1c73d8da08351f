public import Kernel
public import Ports

/// What a caller hands to the ledger: an order, or a group of them, and what must be stored with
/// the outcome.
public struct Posting: Sendable {
  /// What to do; of a group, what to do first.
  public let order: TransferOrder
  /// What to do after that: all of it, or nothing of the group. Usually there is none.
  public let linked: [TransferOrder]
  /// The caller's idempotency key: the same key gives the same outcome, and moves nothing twice.
  public let idempotencyKey: IdempotencyKey?
  /// The audit entry to write when the order is accepted, in the same transaction.
  public let audit: AuditEntry?
  /// What is told when the order is accepted, in the same transaction; made by `UnitsOfWork.post`.
  public let news: (any PostingNews)?

  /// Makes a posting.
  public init(
    _ order: TransferOrder, linked: [TransferOrder] = [], idempotencyKey: IdempotencyKey? = nil,
    audit: AuditEntry? = nil, news: (any PostingNews)? = nil
  ) {
    self.order = order
    self.linked = linked
    self.idempotencyKey = idempotencyKey
    self.audit = audit
    self.news = news
  }
}

/// What a store writes beside a posting that is accepted. The ledger hands it on without knowing
/// what it is.
public protocol PostingNews: Sendable {}

/// What became of a posting.
public struct PostingOutcome: Sendable, Hashable {
  /// The transfer, or why there is none; of a group, what became of its first order.
  public let result: Result<Transfer, TransferRejection>
  /// What became of the other orders of a group, in their order. Of orders that were not carried
  /// out one says why, and the others `linkedFailure`. An idempotency key keeps the first order's
  /// transfer alone, so a replay under one has none of these.
  public let linked: [Result<Transfer, TransferRejection>]
  /// The request that had this outcome first under the same idempotency key; nil when it is this
  /// one.
  public let replayOf: String?
  /// True when this is the outcome of an earlier posting under the same idempotency key or transfer
  /// id.
  public let isReplay: Bool

  /// Makes the outcome of a posting whose transfer id may have been there before.
  public init(
    _ result: Result<Transfer, TransferRejection>,
    linked: [Result<Transfer, TransferRejection>] = [], isReplay: Bool = false
  ) {
    self.result = result
    self.linked = linked
    self.isReplay = isReplay
    replayOf = nil
  }

  /// Makes the outcome that another request had first under the same idempotency key.
  public init(_ result: Result<Transfer, TransferRejection>, replayOf: String) {
    self.result = result
    linked = []
    self.replayOf = replayOf
    isReplay = true
  }
}

/// The ledger as contexts see it.
public protocol Ledger: Sendable {
  /// Posts one order, durably, together with whatever else arrives meanwhile.
  /// - Returns: the transfer or its refusal; both are final and are replayed for the same
  ///   idempotency key or transfer id.
  /// - Throws: `IdempotencyKeyReused`, `Replay` where something else than a posting answered under
  ///   the key, or the store's error; in the last case a retry with the same id or key finds out
  ///   what happened.
  func post(_ posting: Posting) async throws -> PostingOutcome

  /// The outcome stored under an idempotency key, or nil when the key is new.
  /// - Throws: `IdempotencyKeyReused` when the key was used with another body, or `Replay` where
  ///   something else than a posting answered under it.
  func outcome(of key: IdempotencyKey) async throws -> PostingOutcome?

  /// The account with these terms, or nil before it was opened.
  func account(_ terms: AccountTerms) async throws -> LedgerAccount?

  /// The id of the account with these terms, or nil before it was opened. It never changes, so
  /// this is cheaper than `account(_:)` for whoever wants to know nothing else.
  func accountID(_ terms: AccountTerms) async throws -> LedgerAccount.ID?

  /// The account with these terms, opened now when it did not exist.
  func openAccount(_ terms: AccountTerms) async throws -> LedgerAccount

  /// The transfer of this id, or nil.
  func transfer(_ id: Transfer.ID) async throws -> Transfer?

  /// Up to `limit` lines of an account's book with a number below `before`, newest first.
  func lines(
    of account: LedgerAccount.ID, before: Int64?, limit: Int
  ) async throws -> [LedgerLine]

  /// The lines of an account's book from one instant up to, and without, another: where they begin
  /// and end, and what they add up to. Should servers' clocks differ, a line counts as posted
  /// before an instant if a later line was. So spans that follow each other share out all lines.
  func span(
    of account: LedgerAccount.ID, from start: Instant, to end: Instant
  ) async throws -> LedgerSpan

  /// Up to `limit` lines of a span with a number above `after`, oldest first.
  func lines(
    of account: LedgerAccount.ID, in span: LedgerSpan, after: Int64, limit: Int
  ) async throws -> [LedgerLine]

  /// The line that a transfer made in an account's book, or nil.
  func line(of transfer: Transfer.ID, in account: LedgerAccount.ID) async throws -> LedgerLine?
}
