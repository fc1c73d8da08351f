public import Auth
public import Kernel
import Storage

extension SQLAuthStore: RevocationSource {
  /// The revocations numbered above `sequence`, and those numbered within ranges below, in order.
  /// - Parameter missing: ranges of numbers up to `sequence`, in ascending order.
  public func revocations(
    after sequence: Int64, orAmong missing: [ClosedRange<Int64>]
  ) async throws -> [StoredRevocation] {
    // Seldom is one missing.
    let late = missing.isEmpty ? [] : try await revocations(among: missing)
    let news = try await database.all(
      """
      SELECT sequence, kind, session_id, user_id, epoch, roles, at
      FROM auth_notices
      WHERE sequence > \(sequence)
      ORDER BY sequence
      """, StoredRevocation.init(row:))
    return late + news
  }

  private func revocations(
    among missing: [ClosedRange<Int64>]
  ) async throws -> [StoredRevocation] {
    let ranges = database.dialect.unnest(
      [.integers(missing.map(\.lowerBound)), .integers(missing.map(\.upperBound))], as: "missing")
    return try await database.all(
      """
      SELECT sequence, kind, session_id, user_id, epoch, roles, at
      FROM \(ranges) JOIN auth_notices ON sequence BETWEEN missing.c1 AND missing.c2
      """, StoredRevocation.init(row:)
    ).sorted { $0.sequence < $1.sequence }
  }

  /// Removes the revocations made before `instant`.
  public func pruneRevocations(before instant: Instant) async throws {
    try await Sweep.revocations.run(where: "at < \(instant)", slice: Sweep.many, in: database)
  }
}

extension SQLAuthTransaction: RevocationRows {
  func publish(_ revocations: [Revocation], at now: Instant) throws {
    let sessions = revocations.compactMap(\.endedSession)
    if !sessions.isEmpty { try sql.execute(insertion(ofEnded: sessions, at: now)) }
    for revocation in revocations {
      if let insertion = revocation.insertion(at: now) { try sql.execute(insertion) }
    }
  }

  /// A user may have had any number of sessions.
  private func insertion(ofEnded sessions: [SessionID], at now: Instant) -> SQL {
    let ended = sql.dialect.unnest([.uuids(sessions.map(\.rawValue))], as: "ended")
    return """
      INSERT INTO auth_notices (kind, session_id, at)
      SELECT \(Revocation.Kind.sessionEnded), c1, \(now) FROM \(ended)
      """
  }
}

extension Revocation {
  fileprivate enum Kind: String, SQLBindable, SQLDecodable {
    case sessionEnded = "session_ended"
    case userBarred = "user_barred"
    case rolesChanged = "roles_changed"

    static func decode(_ column: Column) throws -> Kind {
      guard let kind = Kind(rawValue: try column.text()) else {
        throw column.invalidValue(for: Kind.self)
      }
      return kind
    }
  }

  fileprivate init(row: Row) throws {
    self =
      switch try row["kind"] as Kind {
      case .sessionEnded: .sessionEnded(try row["session_id"])
      case .userBarred: .userBarred(try row["user_id"], epoch: try row["epoch"])
      case .rolesChanged:
        .rolesChanged(
          try row["user_id"], epoch: try row["epoch"], roles: RoleList.read(try row["roles"]))
      }
  }

  /// The session that ended; nil for what concerns a user.
  fileprivate var endedSession: SessionID? {
    switch self {
    case .sessionEnded(let session): session
    case .userBarred, .rolesChanged: nil
    }
  }

  /// Inserts what concerns a user.
  fileprivate func insertion(at now: Instant) -> SQL? {
    switch self {
    case .sessionEnded: nil
    case .userBarred(let user, let epoch):
      """
      INSERT INTO auth_notices (kind, user_id, epoch, at)
      VALUES (\(Kind.userBarred), \(user), \(epoch), \(now))
      """
    case .rolesChanged(let user, let epoch, let roles):
      """
      INSERT INTO auth_notices (kind, user_id, epoch, roles, at)
      VALUES (\(Kind.rolesChanged), \(user), \(epoch), \(RoleList.text(roles)), \(now))
      """
    }
  }
}

extension StoredRevocation {
  fileprivate init(row: Row) throws {
    self.init(
      sequence: try row["sequence"], revocation: try Revocation(row: row), at: try row["at"])
  }
}
