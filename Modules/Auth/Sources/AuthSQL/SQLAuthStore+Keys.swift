public import Auth
public import Kernel
import Storage

extension SQLAuthStore {
  /// Revocations with a number above `sequence` that were made at or after `since`, in their order.
  public func revocations(after sequence: Int64, since: Instant) async throws -> [StoredRevocation]
  {
    try await database.all(
      """
      SELECT sequence, kind, session_id, user_id, epoch, roles, at
      FROM auth_notices
      WHERE sequence > \(sequence) AND at >= \(since)
      ORDER BY sequence
      """, StoredRevocation.init(row:))
  }

  /// Forgets revocations that were made before `instant`.
  public func pruneRevocations(before instant: Instant) async throws {
    try await Sweep.revocations.run(where: "at < \(instant)", slice: Sweep.many, in: database)
  }

  /// Every signing key, the newest first.
  public func signingKeys() async throws -> [SigningKey] {
    try await database.all(
      """
      SELECT kid, seed, sealed_by, created_at, retired_at
      FROM auth_signing_keys
      ORDER BY created_at DESC, kid
      """
    ) { try SigningKey(row: $0, seal: seal) }
  }

  /// Keeps the first signing key, unless there is one that signs: then nothing happens.
  public func installSigningKey(_ key: SigningKey) async throws {
    try await database.execute(try key.insertion(sealedBy: seal))
  }

  /// Retires the key that signs and puts another in its place. Of several at once one succeeds,
  /// and the others do nothing.
  public func replaceSigningKey(by key: SigningKey) async throws {
    let insertion = try key.insertion(sealedBy: seal)
    try await database.transaction { sql in
      try sql.execute(
        """
        UPDATE auth_signing_keys SET signs = NULL, retired_at = \(key.createdAt)
        WHERE signs = 1
        """)
      try sql.execute(insertion)
    }
  }
}
