public import Kernel
public import Storage
import Ports
import Work

/// Rows of a context that are written when the bodies of all units of work in a transaction are
/// done: once for all of them, in an order that all transactions share.
public protocol LastRows: AnyObject {
  /// Takes over what a later unit of work left.
  func absorb(_ later: Self)

  /// What writes the rows.
  /// - Parameter now: business time.
  func statements(at now: Instant, in dialect: Dialect) -> [SQL]
}

/// What a unit of work, or several in one transaction, left to be written at the end of it.
struct UnitRemains {
  var answers: [KeptAnswer] = []
  var events: [PublishedEvent] = []
  var jobs: [EnqueuedJob] = []
  var notifications: [ToldNotification] = []
  var audits: [AuditEntry] = []
  var lastRows: [any LastRows] = []

  /// The channels on which the commit is worth announcing.
  var news: [String] {
    (events.isEmpty && notifications.isEmpty ? [] : [PublishedEvent.channel])
      + (jobs.contains { $0.isDue } ? [SQLJobs.channel] : [])
  }

  /// Adds what a later unit of work left.
  mutating func append(_ later: UnitRemains) {
    answers += later.answers
    events += later.events
    jobs += later.jobs
    notifications += later.notifications
    audits += later.audits
    lastRows += later.lastRows
  }

  /// Writes all of it. Nothing is done in the transaction after it.
  func write(in sql: any SQLExecutor, at now: Instant) throws {
    let dialect = sql.dialect
    var statements = combinedRows().flatMap { $0.statements(at: now, in: dialect) }
    statements += KeptAnswer.inserting(answers, dialect)
    statements += PublishedEvent.inserting(events.sorted { $0.order < $1.order }, dialect)
    statements += EnqueuedJob.inserting(jobs.sorted { $0.order < $1.order }, dialect)
    if !notifications.isEmpty {
      statements += [
        ToldNotification.inserting(notifications, dialect),
        OutboxBatch.inserting(notifications.map(\.event), dialect),
      ]
    }
    if !statements.isEmpty { try sql.deferred(statements) }
    for audit in audits { try AuditTrail.append(audit, in: sql) }
  }

  /// Those of one kind in one.
  private func combinedRows() -> [any LastRows] {
    var combined: [any LastRows] = []
    for rows in lastRows where !combined.contains(where: { $0.absorbs(rows) }) {
      combined.append(rows)
    }
    return combined
  }
}

extension LastRows {
  /// Takes over what is of the same kind.
  fileprivate func absorbs(_ later: any LastRows) -> Bool {
    guard let later = later as? Self else { return false }
    absorb(later)
    return true
  }
}

/// An answer that is to be kept under a key.
struct KeptAnswer {
  let answer: StoredAnswer
  let key: IdempotencyKey
  /// The machine's time.
  let at: Instant

  /// What writes answers; nothing for none. One that somebody else has kept under a key is an
  /// error.
  static func inserting(_ kept: [KeptAnswer], _ dialect: Dialect) -> [SQL] {
    guard kept.count > 1 else {
      return kept.map { IdempotencyRow.inserting($0.answer, for: $0.key, at: $0.at) }
    }
    let kept = kept.sorted { $0.order < $1.order }
    let new = dialect.unnest(
      [
        .uuids(kept.map(\.key.owner)), .texts(kept.map(\.key.route)),
        .texts(kept.map(\.key.key)), .bytesArray(kept.map(\.key.fingerprint)),
        .texts(kept.map(\.key.requestID)), .instants(kept.map(\.at)),
        .integers(kept.map { Int64($0.answer.status) }),
        .optionalTexts(kept.map(\.answer.contentType)),
        .optionalTexts(kept.map(\.answer.location)), .optionalTexts(kept.map(\.answer.etag)),
        .bytesArray(kept.map(\.answer.body)),
      ], as: "new")
    return [
      """
      INSERT INTO platform_idempotency (owner_id, route, key, fingerprint, request_id, created_at,
        status, content_type, location, etag, body)
      SELECT c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 FROM \(new)
      """
    ]
  }

  /// Two transactions that keep the same keys wait for each other only one way round.
  private var order: (UInt128, String, String) { (key.owner, key.route, key.key) }
}
