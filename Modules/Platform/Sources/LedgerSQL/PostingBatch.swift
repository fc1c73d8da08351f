import Kernel
import Ledger
import PlatformSchema
import Ports
import Storage

/// One batch of postings within one transaction.
struct PostingBatch {
  let postings: [Posting]
  let now: Instant
  let ids: any IDSource

  /// Locks, decides, writes.
  /// - Returns: for each posting, in order, its outcome or `RetryKeyReused`.
  func run(
    in rows: LedgerRows, accounts: OpenedAccounts
  ) throws -> [Result<PostingOutcome, any Error>] {
    try openMissing(in: rows, accounts: accounts)
    let found = try rows.lock(
      accounts: Set(postings.flatMap { references($0, accounts) }),
      keys: postings.compactMap(\.retryKey), transfers: postings.map(\.order.id))
    var book = LedgerBook(
      accounts: found.accounts, known: found.transfers, refused: found.refusals)
    var decided = try earlierOutcomes(found, in: rows)
    var outcomes: [Result<PostingOutcome, any Error>] = []
    var newKeys: [NewOutcome] = []
    var audits: [AuditEntry] = []
    for posting in postings {
      if let key = posting.retryKey, let earlier = decided[key.scope] {
        outcomes.append(earlier.replay(for: key))
        continue
      }
      let result = book.outcome(
        of: posting.order, debit: resolve(posting.order.debit, accounts),
        credit: resolve(posting.order.credit, accounts), at: now)
      if let key = posting.retryKey {
        decided[key.scope] = EarlierOutcome(
          fingerprint: key.fingerprint, requestID: key.requestID, result: result)
        newKeys.append(NewOutcome(key, order: posting.order.id, result))
      }
      if case .success = result, let audit = posting.audit { audits.append(audit) }
      outcomes.append(.success(PostingOutcome(result)))
    }
    try rows.write(book, keys: newKeys, at: now)
    for audit in audits { try AuditTrail.append(audit, in: rows.sql) }
    return outcomes
  }

  private func openMissing(in rows: LedgerRows, accounts: OpenedAccounts) throws {
    var missing: [AccountTerms] = []
    for posting in postings {
      for case .opening(let terms) in [posting.order.debit, posting.order.credit]
      where accounts[terms] == nil && !missing.contains(terms) {
        missing.append(terms)
      }
    }
    guard !missing.isEmpty else { return }
    // In one order in every transaction, so that two of them cannot wait for each other.
    missing.sort { ($0.owner, $0.code, $0.unit.code) < ($1.owner, $1.code, $1.unit.code) }
    try rows.open(missing.map { LedgerAccount(id: ids.make(), terms: $0) }, at: now)
    accounts.add(try rows.accounts(missing))
  }

  private func references(_ posting: Posting, _ accounts: OpenedAccounts) -> [LedgerAccount.ID] {
    [resolve(posting.order.debit, accounts), resolve(posting.order.credit, accounts)]
      .compactMap { $0 }
  }

  private func resolve(
    _ reference: AccountReference, _ accounts: OpenedAccounts
  ) -> LedgerAccount.ID? {
    switch reference {
    case .existing(let id): id
    case .opening(let terms): accounts[terms]
    }
  }

  private func earlierOutcomes(
    _ found: LedgerRows.Found, in rows: LedgerRows
  ) throws -> [RetryKey.Scope: EarlierOutcome] {
    let fresh = found.keys.filter { $0.createdAt > now.adding(seconds: -RetryKeys.lifetime) }
    try rows.forget(found.keys.filter { stored in !fresh.contains { $0.scope == stored.scope } })
    let posted = try rows.transfers(fresh.filter { $0.refusal == nil }.map(\.transfer))
    let byID = Dictionary(uniqueKeysWithValues: posted.map { ($0.id, $0) })
    return Dictionary(
      uniqueKeysWithValues: fresh.compactMap { stored in
        let result: Result<Transfer, Refusal>? =
          stored.refusal.map { .failure($0) } ?? byID[stored.transfer].map { .success($0) }
        return result.map {
          (
            stored.scope,
            EarlierOutcome(
              fingerprint: stored.fingerprint, requestID: stored.requestID, result: $0)
          )
        }
      })
  }
}

/// What is known under a retry key, from the store or from earlier in the same batch.
struct EarlierOutcome {
  let fingerprint: [UInt8]
  let requestID: String
  let result: Result<Transfer, Refusal>

  func replay(for key: RetryKey) -> Result<PostingOutcome, any Error> {
    guard fingerprint == key.fingerprint else { return .failure(RetryKeyReused()) }
    return .success(PostingOutcome(result, replayOf: requestID))
  }
}

/// A row of `platform_retry_keys`.
struct StoredOutcome {
  let scope: RetryKey.Scope
  let fingerprint: [UInt8]
  let transfer: Transfer.ID
  let refusal: Refusal?
  let requestID: String
  let createdAt: Instant
}

/// What a batch stores under a key that it saw for the first time.
struct NewOutcome {
  let key: RetryKey
  let transfer: Transfer.ID
  let refusal: Refusal?

  init(_ key: RetryKey, order: Transfer.ID, _ result: Result<Transfer, Refusal>) {
    self.key = key
    switch result {
    case .success(let posted):
      transfer = posted.id
      refusal = nil
    case .failure(let refused):
      transfer = order
      refusal = refused
    }
  }
}

extension RetryKey {
  /// Where a key is unique.
  struct Scope: Hashable {
    let owner: Identifier<AccountTerms>
    let route: String
    let key: String
  }

  var scope: Scope { Scope(owner: Identifier(rawValue: owner), route: route, key: key) }
}
