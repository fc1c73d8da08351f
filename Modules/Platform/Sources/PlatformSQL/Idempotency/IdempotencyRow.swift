import Kernel
import Ledger
import Storage

/// A row of `platform_idempotency`: what was answered under a key.
struct IdempotencyRow {
  /// What is kept: an answer, or what the ledger decided, to render an answer from.
  enum Kept {
    case answer(StoredAnswer)
    case transfer(Transfer.ID)
    case rejection(TransferRejection)
  }

  let scope: IdempotencyKey.Scope
  let fingerprint: [UInt8]
  let kept: Kept
  /// The request that carried the key first.
  let requestID: String
  let createdAt: Instant

  static let columns: SQL =
    """
    owner_id, route, key, fingerprint, transfer_id, rejection, created_at, request_id, status,
    content_type, location, etag, body
    """

  init(row: Row) throws {
    scope = IdempotencyKey.Scope(
      owner: try row.get(0), route: try row.get(1, as: String.self),
      key: try row.get(2, as: String.self))
    fingerprint = try row.get(3, as: [UInt8].self)
    createdAt = try row.get(6, as: Instant.self)
    requestID = try row.get(7, as: String.self)
    if let status = try row.get(8, as: Int64?.self) {
      kept = .answer(
        StoredAnswer(
          status: Int(status), contentType: try row.get(9, as: String?.self),
          location: try row.get(10, as: String?.self),
          etag: try row.get(11, as: String?.self), body: try row.get(12, as: [UInt8]?.self) ?? []))
    } else if let rejection = try row.get(5, as: String?.self) {
      kept = .rejection(try LedgerRows.rejection(named: rejection))
    } else {
      kept = .transfer(try row.get(4, as: Transfer.ID.self))
    }
  }

  /// The row of one key.
  static func of(_ key: IdempotencyKey) -> SQL {
    """
    SELECT \(columns) FROM platform_idempotency
    WHERE owner_id = \(SQLValue.uuid(key.owner)) AND route = \(key.route) AND key = \(key.key)
    """
  }

  /// The rows of many keys.
  static func of(_ keys: [IdempotencyKey], _ dialect: Dialect) -> SQL {
    let wanted = dialect.unnest(
      [
        .uuids(keys.map { $0.owner }), .texts(keys.map { $0.route }), .texts(keys.map { $0.key }),
      ], as: "wanted")
    switch dialect {
    case .postgres:
      // One after the other by the index, whatever Postgres thinks of the table's size: of one that
      // was small when it was last looked at it would read all. OFFSET 0 keeps it from that.
      return """
        SELECT \(columns) FROM \(wanted) CROSS JOIN LATERAL (
          SELECT \(columns) FROM platform_idempotency
          WHERE owner_id = c1 AND route = c2 AND key = c3 OFFSET 0) AS kept
        """
    case .sqlite:
      return """
        SELECT \(columns) FROM platform_idempotency
        WHERE (owner_id, route, key) IN (SELECT c1, c2, c3 FROM \(wanted))
        """
    }
  }

  /// Removes a row whose time is over, so that its key is new again.
  static func removing(_ scope: IdempotencyKey.Scope) -> SQL {
    """
    DELETE FROM platform_idempotency
    WHERE owner_id = \(scope.owner) AND route = \(scope.route) AND key = \(scope.key)
    """
  }

  /// Keeps an answer under a key.
  static func inserting(_ answer: StoredAnswer, for key: IdempotencyKey, at now: Instant) -> SQL {
    """
    INSERT INTO platform_idempotency (owner_id, route, key, fingerprint, request_id, created_at,
      status, content_type, location, etag, body)
    VALUES (\(SQLValue.uuid(key.owner)), \(key.route), \(key.key), \(key.fingerprint),
      \(key.requestID), \(now), \(answer.status), \(answer.contentType), \(answer.location),
      \(answer.etag), \(answer.body))
    """
  }

  /// Whether an error says that another transaction kept an answer under the same key first.
  static func isTaken(_ error: any Error) -> Bool {
    (error as? StorageError)?
      .isUniqueViolation(of: "platform_idempotency", "owner_id", "route", "key") ?? false
  }
}
