public import Kernel
public import Ports

/// What a caller hands to the ledger: an order, and what must be stored with its outcome.
public struct Posting: Sendable {
  /// What to move.
  public let order: TransferOrder
  /// The caller's retry key: the same key gives the same outcome, and moves nothing twice.
  public let retryKey: RetryKey?
  /// The audit entry to write when the order is accepted, in the same transaction.
  public let audit: AuditEntry?
  /// Why the caller refuses the order already. Nothing moves; the refusal is kept under the retry
  /// key, unless that has an outcome.
  public let verdict: Refusal?

  /// Makes a posting.
  public init(
    _ order: TransferOrder, retryKey: RetryKey? = nil, audit: AuditEntry? = nil,
    verdict: Refusal? = nil
  ) {
    self.order = order
    self.retryKey = retryKey
    self.audit = audit
    self.verdict = verdict
  }
}

/// A client's `Idempotency-Key` in the scope in which it is unique.
public struct RetryKey: Sendable, Hashable {
  /// Who sent it.
  public var owner: UInt128 { ownerID.rawValue }
  /// The operation it was sent to.
  public let route: String
  /// The client's key.
  public let key: String
  /// SHA-256 of the request's body, to tell a retry from another request under the same key.
  public let fingerprint: [UInt8]
  /// The request that carries the key now; a replay tells which one carried it first.
  public let requestID: String
  private let ownerID: Identifier<AccountTerms>

  /// Makes a key.
  public init(
    owner: UInt128, route: String, key: String, fingerprint: [UInt8], requestID: String
  ) {
    self.ownerID = Identifier(rawValue: owner)
    self.route = route
    self.key = key
    self.fingerprint = fingerprint
    self.requestID = requestID
  }
}

/// What became of a posting.
public struct PostingOutcome: Sendable, Hashable {
  /// The transfer, or why there is none.
  public let result: Result<Transfer, Refusal>
  /// The request that had this outcome first under the same retry key; nil when it is this one.
  public let replayOf: String?
  /// True when this is the outcome of an earlier posting under the same retry key or transfer id.
  public let isReplay: Bool

  /// Makes the outcome of a posting whose transfer id may have been there before.
  public init(_ result: Result<Transfer, Refusal>, isReplay: Bool = false) {
    self.result = result
    self.isReplay = isReplay
    replayOf = nil
  }

  /// Makes the outcome that another request had first under the same retry key.
  public init(_ result: Result<Transfer, Refusal>, replayOf: String) {
    self.result = result
    self.replayOf = replayOf
    isReplay = true
  }
}

/// A retry key came back with another body.
public struct RetryKeyReused: Error, Sendable, Hashable {
  /// Makes the error.
  public init() {}
}

/// The ledger as contexts see it.
public protocol Ledger: Sendable {
  /// Posts one order, durably, together with whatever else arrives meanwhile.
  /// - Returns: the transfer or its refusal; both are final and are replayed for the same retry
  ///   key or transfer id.
  /// - Throws: `RetryKeyReused`, or the store's error; in the latter case a retry with the same
  ///   id or key finds out what happened.
  func post(_ posting: Posting) async throws -> PostingOutcome

  /// The outcome stored under a retry key, or nil when the key is new.
  /// - Throws: `RetryKeyReused` when the key was used with another body.
  func outcome(of key: RetryKey) async throws -> PostingOutcome?

  /// The account with these terms, or nil before it was opened.
  func account(_ terms: AccountTerms) async throws -> LedgerAccount?

  /// The id of the account with these terms, or nil before it was opened. It never changes, so
  /// this is cheaper than `account(_:)` for whoever wants to know nothing else.
  func accountID(_ terms: AccountTerms) async throws -> LedgerAccount.ID?

  /// The account with these terms, opened now when it did not exist.
  func openAccount(_ terms: AccountTerms) async throws -> LedgerAccount

  /// Up to `limit` lines of an account's book with a number below `before`, newest first.
  func entries(
    of account: LedgerAccount.ID, before: Int64?, limit: Int
  ) async throws -> [LedgerLine]

  /// The line that a transfer made in an account's book, or nil.
  func entry(of transfer: Transfer.ID, in account: LedgerAccount.ID) async throws -> LedgerLine?
}
