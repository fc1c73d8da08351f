import Crypto
import Kernel
public import Ports
public import Storage

/// The audit trail of one database: append-only rows, each chained by hash to the one before.
public enum AuditTrail {
  /// Appends one entry within the transaction that makes the change it tells of. Its row is written
  /// together with whatever comes next, the commit at the latest.
  /// - Throws: the store's error; the caller's transaction then rolls back as a whole.
  public static func append(_ entry: AuditEntry, in sql: any SQLExecutor) throws {
    // Locking the one head row puts concurrent writers in order.
    let head = try sql.first(
      "SELECT sequence, hash FROM platform_audit_head WHERE id = 1 \(sql.dialect.lockingRows)"
    ) { try (sequence: $0.get(0, as: Int64.self), hash: $0.get(1, as: [UInt8].self)) }
    guard let head else { throw AuditHeadMissing() }
    let (sequence, isPastEnd) = head.sequence.addingReportingOverflow(1)
    guard !isPastEnd else { throw AuditHeadOutOfRange() }
    let hash = Self.hash(of: entry, sequence: sequence, after: head.hash)
    try sql.deferred([
      """
      INSERT INTO platform_audit
        (sequence, actor_id, action, target, before, after, address, user_agent, request_id,
         at, hash, context)
      VALUES
        (\(sequence), \(entry.actor.userID.sqlValue), \(entry.action), \(entry.target),
         \(entry.before.sqlValue), \(entry.after.sqlValue), \(entry.actor.address.sqlValue),
         \(entry.actor.userAgent.sqlValue), \(entry.actor.requestID.sqlValue), \(entry.at),
         \(hash), \(entry.context))
      """,
      "UPDATE platform_audit_head SET sequence = \(sequence), hash = \(hash) WHERE id = 1",
    ])
  }

  /// Up to `limit` entries about one target, oldest first, with numbers above `sequence`.
  /// - Parameter context: the first word of the actions that are asked for: `user` for
  ///   `user.block`. Contexts may share a database, and each tells of its own.
  public static func entries(
    about target: String, of context: String, after sequence: Int64, limit: Int,
    in database: any Database
  ) async throws -> [(sequence: Int64, entry: AuditEntry)] {
    // For copies of what is kept about somebody: what came in the last moment may be missing.
    try await database.all(
      """
      SELECT sequence, actor_id, action, target, before, after, address, user_agent,
        request_id, at, hash
      FROM platform_audit
      WHERE target = \(target) AND sequence > \(sequence) AND action LIKE \(context + ".%")
      ORDER BY sequence
      LIMIT \(limit)
      """, consistency: .boundedStaleness
    ) { row in
      let (sequence, entry, _) = try Self.row(row)
      return (sequence, entry)
    }
  }

  /// Recomputes the chain.
  /// - Returns: one sentence for each row that does not fit, none when the trail is whole.
  public static func verify(in sql: any SQLExecutor) throws -> [String] {
    var findings: [String] = []
    var previous = [UInt8](repeating: 0, count: 32)
    var last: Int64 = 0
    while true {
      let page = try sql.all(
        """
        SELECT sequence, actor_id, action, target, before, after, address, user_agent,
          request_id, at, hash, context
        FROM platform_audit WHERE sequence > \(last) ORDER BY sequence LIMIT 1000
        """
      ) { (try Self.row($0), context: try $0.get(11, as: String?.self)) }
      for ((sequence, entry, hash), context) in page {
        if sequence != last &+ 1 { findings.append("audit row \(last &+ 1) is missing") }
        if Self.hash(of: entry, sequence: sequence, after: previous) != hash {
          findings.append("audit row \(sequence) does not fit its hash")
        }
        if let context, context != entry.context {
          findings.append("audit row \(sequence) is not of the context \(context)")
        }
        last = sequence
        previous = hash
      }
      if page.count < 1000 { break }
    }
    let head = try sql.first("SELECT sequence, hash FROM platform_audit_head WHERE id = 1") {
      try (sequence: $0.get(0, as: Int64.self), hash: $0.get(1, as: [UInt8].self))
    }
    if head?.sequence != last || head?.hash != previous {
      findings.append("the audit trail ends at row \(last), not where its head says")
    }
    return findings
  }

  static func row(_ row: Row) throws -> (Int64, AuditEntry, [UInt8]) {
    let actor = Actor(
      userID: try row.get(1, as: UserID?.self), address: try row.get(6, as: String?.self),
      userAgent: try row.get(7, as: String?.self), requestID: try row.get(8, as: String?.self))
    let entry = AuditEntry(
      actor: actor, action: try row.get(2, as: String.self),
      target: try row.get(3, as: String.self),
      before: try row.get(4, as: String?.self), after: try row.get(5, as: String?.self),
      at: try row.get(9, as: Instant.self))
    return (try row.get(0, as: Int64.self), entry, try row.get(10, as: [UInt8].self))
  }

  /// SHA-256 over the previous hash and every field, each text preceded by its length.
  static func hash(
    of entry: AuditEntry, sequence: Int64, after previous: [UInt8]
  ) -> [UInt8] {
    var bytes = previous
    func append(_ number: Int64) {
      withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
    append(sequence)
    append(entry.at.milliseconds)
    let texts: [String?] = [
      entry.actor.userID?.description, entry.action, entry.target, entry.before, entry.after,
      entry.actor.address, entry.actor.userAgent, entry.actor.requestID,
    ]
    for text in texts {
      append(text.map { Int64($0.utf8.count) } ?? -1)
      if let text { bytes.append(contentsOf: text.utf8) }
    }
    return SHA256.hash(bytes)
  }
}

/// The audit trail's head row is gone: somebody emptied the table by hand.
public struct AuditHeadMissing: Error, CustomStringConvertible {
  /// What to tell the operator.
  public var description: String { "platform_audit_head has no row; restore it from a backup" }
}

/// The audit trail's head says a number after which there is none: somebody wrote it by hand.
public struct AuditHeadOutOfRange: Error, CustomStringConvertible {
  /// What to tell the operator.
  public var description: String {
    "platform_audit_head has a number that no trail reaches; restore it from a backup"
  }
}
