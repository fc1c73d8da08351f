import Kernel
import Ledger
import Ports
import Storage

/// One batch of postings within one transaction.
struct PostingBatch {
  let postings: [Posting]
  /// Business time.
  let now: Instant
  /// The machine's time, by which idempotency keys are kept.
  let machineNow: Instant
  let ids: any IDSource
  /// What is done about accounts that somebody else has locked.
  var waiting = AccountWaiting.forAll

  /// Locks, decides, writes.
  /// - Returns: for each posting, in order, its outcome, `IdempotencyKeyReused`, or
  ///   `AccountPassedOver`.
  func run(
    in rows: LedgerRows, accounts: OpenedAccounts
  ) throws -> [Result<PostingOutcome, any Error>] {
    let keys = postings.compactMap(\.idempotencyKey)
    var open = try OpenBook(
      orders, in: rows, accounts: accounts, ids: ids, at: now, waiting: waiting,
      beside: keys.isEmpty ? [] : [IdempotencyRow.of(keys, rows.sql.dialect)])
    let stored = try open.beside.joined().map(IdempotencyRow.init(row:)).uniqued(by: \.scope)
    var decided = try earlierOutcomes(stored, in: rows)
    var outcomes: [Result<PostingOutcome, any Error>] = []
    var newKeys: [NewOutcome] = []
    var accepted: [Posting] = []
    var next = 0
    for posting in postings {
      let own = next..<(next + 1 + posting.linked.count)
      next = own.upperBound
      if let key = posting.idempotencyKey, let earlier = decided[key.scope] {
        outcomes.append(earlier.replay(for: key))
        continue
      }
      if let account = open.passedOver(in: own) {
        outcomes.append(.failure(AccountPassedOver(account: account)))
        continue
      }
      let outcome = decide(own, in: &open)
      if let key = posting.idempotencyKey {
        decided[key.scope] = EarlierOutcome(
          fingerprint: key.fingerprint, requestID: key.requestID,
          content: .result(outcome.result))
        newKeys.append(NewOutcome(key, order: posting.order.id, outcome.result))
      }
      if case .success = outcome.result, !outcome.isReplay { accepted.append(posting) }
      outcomes.append(.success(outcome))
    }
    var beside =
      newKeys.isEmpty ? [] : [LedgerRows.inserting(newKeys, at: machineNow, rows.sql.dialect)]
    beside += PostedNews.statements(
      accepted.compactMap { $0.news as? PostedNews }, rows.sql.dialect)
    try open.write(beside: beside)
    for audit in accepted.compactMap(\.audit) { try AuditTrail.append(audit, in: rows.sql) }
    return outcomes
  }

  /// The orders of all postings, those of a group one after the other.
  private var orders: [TransferOrder] {
    var orders: [TransferOrder] = []
    orders.reserveCapacity(postings.count)
    for posting in postings {
      orders.append(posting.order)
      if !posting.linked.isEmpty { orders += posting.linked }
    }
    return orders
  }

  /// Decides the orders of one posting.
  private func decide(_ range: Range<Int>, in open: inout OpenBook) -> PostingOutcome {
    let isReplay = range.allSatisfy { open.book.knows(open.orders[$0].order.id) }
    guard range.count > 1 else {
      return PostingOutcome(open.outcome(of: range.lowerBound), isReplay: isReplay)
    }
    do throws(GroupRejection) {
      let made = try open.post(linked: range).map { Result<_, TransferRejection>.success($0) }
      return PostingOutcome(made[0], linked: Array(made.dropFirst()), isReplay: isReplay)
    } catch {
      let results = range.map { index -> Result<Transfer, TransferRejection> in
        .failure(open.orders[index].order.id == error.order ? error.reason : .linkedFailure)
      }
      return PostingOutcome(results[0], linked: Array(results.dropFirst()), isReplay: isReplay)
    }
  }

  private func earlierOutcomes(
    _ stored: [IdempotencyRow], in rows: LedgerRows
  ) throws -> [IdempotencyKey.Scope: EarlierOutcome] {
    let fresh = stored.filter { IdempotencyKeys.keeps($0.createdAt, at: machineNow) }
    if fresh.count < stored.count {
      try rows.forget(stored.filter { !IdempotencyKeys.keeps($0.createdAt, at: machineNow) })
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
    guard key.isRepetition(ofKept: fingerprint) else { return .failure(IdempotencyKeyReused()) }
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
