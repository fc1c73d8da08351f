public import Auth
import Kernel
import Ports
import Storage

extension SQLAuthStore: SigningKeyStore {
  /// Every signing key, newest first.
  public func signingKeys() async throws -> [SigningKey] {
    try await database.all(
      """
      SELECT kid, seed, sealed_by, created_at, retired_at
      FROM auth_signing_keys
      ORDER BY created_at DESC, kid
      """
    ) { try SigningKey(row: $0, seal: seal) }
  }

  /// Inserts the first signing key, unless there is a key that signs: then nothing happens.
  public func installSigningKey(_ key: SigningKey) async throws {
    try await database.execute(try key.insertion(sealedBy: seal))
  }

  /// Retires the key that signs and inserts another in its place. Of several calls at once one
  /// succeeds, and the others do nothing.
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

extension SigningKey {
  init(row: Row, seal: SecretSeal) throws {
    let kid: String = try row["kid"]
    let kept = KeptSecret(octets: try row["seed"], keyID: try row["sealed_by"])
    self.init(
      kid: kid, seed: try seal.open(kept, of: .signingKey(kid: kid)),
      createdAt: try row["created_at"], retiredAt: try row["retired_at"])
  }

  /// Inserts the key as the one that signs, unless there is one.
  fileprivate func insertion(sealedBy seal: SecretSeal) throws -> SQL {
    let kept = try seal.seal(seed, of: .signingKey(kid: kid))
    return """
      INSERT INTO auth_signing_keys (kid, seed, sealed_by, created_at, signs)
      VALUES (\(kid), \(kept.octets), \(kept.keyID), \(createdAt), 1)
      ON CONFLICT (signs) DO NOTHING
      """
  }
}
