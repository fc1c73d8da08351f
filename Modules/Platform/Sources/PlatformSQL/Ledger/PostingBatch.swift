import Kernel
import Ledger
import Ports
import Storage

/// One batch of postings within one transaction.
struct PostingBatch {
  let postings: [Posting]
  let now: Instant
  let ids: any IDSource

  /// Locks, decides, writes.
  /// - Returns: for each posting, in order, its outcome or `IdempotencyKeyReused`.
  func run(
    in rows: LedgerRows, accounts: OpenedAccounts
  ) throws -> [Result<PostingOutcome, any Error>] {
    let sides = try resolve(in: rows, accounts)
    let found = try rows.lock(
      accounts: Set(sides.flatMap { [$0.debit, $0.credit].compactMap(\.self) }),
      keys: postings.compactMap(\.idempotencyKey), transfers: postings.map { $0.order.id })
    var book = LedgerBook(
      accounts: found.accounts, known: found.transfers, refused: found.refusals)
    var decided = try earlierOutcomes(found, in: rows)
    var outcomes: [Result<PostingOutcome, any Error>] = []
    var newKeys: [NewOutcome] = []
    var audits: [AuditEntry] = []
    for (posting, sides) in zip(postings, sides) {
      if let key = posting.idempotencyKey, let earlier = decided[key.scope] {
        outcomes.append(earlier.replay(for: key))
        continue
      }
      let isReplay = book.knows(posting.order.id)
      let result = book.outcome(
        of: posting.order, debit: sides.debit, credit: sides.credit, at: now)
      if let key = posting.idempotencyKey {
        decided[key.scope] = EarlierOutcome(
          fingerprint: key.fingerprint, requestID: key.requestID, content: .result(result))
        newKeys.append(NewOutcome(key, order: posting.order.id, result))
      }
      if case .success = result, !isReplay, let audit = posting.audit { audits.append(audit) }
      outcomes.append(.success(PostingOutcome(result, isReplay: isReplay)))
    }
    try rows.write(book, keys: newKeys, at: now)
    for audit in audits { try AuditTrail.append(audit, in: rows.sql) }
    return outcomes
  }

  /// The accounts that one posting names; nil where one cannot be found.
  struct Sides {
    var debit: LedgerAccount.ID?
    var credit: LedgerAccount.ID?
  }

  /// The accounts of each posting; those that do not exist yet and are to be opened, are.
  func resolve(in rows: LedgerRows, _ accounts: OpenedAccounts) throws -> [Sides] {
    var missing: [AccountTerms] = []
    var sides: [Sides] = []
    sides.reserveCapacity(postings.count)
    for posting in postings {
      let (debit, credit) = (posting.order.debit, posting.order.credit)
      let found = Sides(debit: accounts.id(of: debit), credit: accounts.id(of: credit))
      for case (.opening(let terms), nil) in [(debit, found.debit), (credit, found.credit)]
      where !missing.contains(terms) {
        missing.append(terms)
      }
      sides.append(found)
    }
    guard !missing.isEmpty else { return sides }
    // In one order in every transaction, so that two of them cannot wait for each other.
    missing.sort { ($0.owner, $0.code, $0.unit.code) < ($1.owner, $1.code, $1.unit.code) }
    try rows.open(missing.map { LedgerAccount(id: ids.make(), terms: $0) }, at: now)
    accounts.add(try rows.accounts(missing))
    return postings.map {
      Sides(debit: accounts.id(of: $0.order.debit), credit: accounts.id(of: $0.order.credit))
    }
  }

  private func earlierOutcomes(
    _ found: LedgerRows.Found, in rows: LedgerRows
  ) throws -> [IdempotencyKey.Scope: EarlierOutcome] {
    let fresh = found.keys.filter { IdempotencyKeys.keeps($0.createdAt, at: now) }
    if fresh.count < found.keys.count {
      try rows.forget(found.keys.filter { !IdempotencyKeys.keeps($0.createdAt, at: now) })
    }
    let posted = try rows.transfers(
      fresh.compactMap { if case .transfer(let id) = $0.kept { id } else { nil } })
    let byID = Dictionary(uniqueKeysWithValues: posted.map { ($0.id, $0) })
    var earlier: [IdempotencyKey.Scope: EarlierOutcome] = [:]
    for row in fresh {
      let content: EarlierOutcome.Content? =
        switch row.kept {
        case .answer(let answer): .answer(answer)
        case .rejection(let rejection): .result(.failure(rejection))
        case .transfer(let id): byID[id].map { .result(.success($0)) }
        }
      guard let content else { continue }
      earlier[row.scope] = EarlierOutcome(
        fingerprint: row.fingerprint, requestID: row.requestID, content: content)
    }
    return earlier
  }
}

/// What is known under an idempotency key, from the store or from earlier in the same batch.
struct EarlierOutcome {
  /// What the ledger decided, or an answer that something else gave.
  enum Content {
    case result(Result<Transfer, TransferRejection>)
    case answer(StoredAnswer)
  }

  let fingerprint: [UInt8]
  let requestID: String
  let content: Content

  func replay(for key: IdempotencyKey) -> Result<PostingOutcome, any Error> {
    guard fingerprint == key.fingerprint else { return .failure(IdempotencyKeyReused()) }
    switch content {
    case .result(let result): return .success(PostingOutcome(result, replayOf: requestID))
    case .answer(let answer): return .failure(Replay.answer(answer))
    }
  }
}

/// What a batch stores under a key that it saw for the first time.
struct NewOutcome {
  let key: IdempotencyKey
  let transfer: Transfer.ID
  let rejection: TransferRejection?

  init(_ key: IdempotencyKey, order: Transfer.ID, _ result: Result<Transfer, TransferRejection>) {
    self.key = key
    switch result {
    case .success(let posted):
      transfer = posted.id
      rejection = nil
    case .failure(let rejected):
      transfer = order
      rejection = rejected
    }
  }
}
