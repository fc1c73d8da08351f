public import Kernel

/// A change after which access tokens with a valid signature no longer count as they stand.
public enum Revocation: Hashable, Sendable {
  /// The session ended: none of its tokens counts.
  case sessionEnded(SessionID)
  /// The user was blocked or deleted: no token of an epoch before this one counts.
  case userBarred(UserID, epoch: Int64)
  /// Tokens of an epoch before this one count with these roles instead of their own.
  case rolesChanged(UserID, epoch: Int64, roles: [Role])
}

/// A revocation as the store keeps it.
public struct StoredRevocation: Hashable, Sendable {
  /// Its number in the store. A greater number may become visible before a smaller one.
  public let sequence: Int64
  /// The change.
  public let revocation: Revocation
  /// When it was made.
  public let at: Instant

  /// Makes a stored revocation.
  public init(sequence: Int64, revocation: Revocation, at: Instant) {
    self.sequence = sequence
    self.revocation = revocation
    self.at = at
  }
}

/// Reads revocations.
public protocol RevocationSource: Sendable {
  /// The revocations numbered above `sequence`, and those numbered within ranges below, in order.
  /// - Parameter missing: ranges of numbers up to `sequence`, in ascending order.
  func revocations(
    after sequence: Int64, orAmong missing: [ClosedRange<Int64>]
  ) async throws -> [StoredRevocation]

  /// Removes the revocations made before `instant`.
  func pruneRevocations(before instant: Instant) async throws
}

/// Revocations within a transaction.
public protocol RevocationRows {
  /// Publishes revocations to all servers.
  func publish(_ revocations: [Revocation], at now: Instant) throws
}

/// The result of a transaction, and the revocations that follow from it.
struct Effect<Value: Sendable>: Sendable {
  let value: Value
  var revocations: [Revocation] = []

  /// Publishes the revocations within the transaction that caused them.
  func published(in rows: any RevocationRows, at now: Instant) throws -> Effect {
    try rows.publish(revocations, at: now)
    return self
  }

  /// Applies the revocations on this server at once, after the transaction has committed.
  func applied(to list: RevocationList, at now: Instant) -> Value {
    for revocation in revocations { list.post(revocation, at: now) }
    return value
  }
}
