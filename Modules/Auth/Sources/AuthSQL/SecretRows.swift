import Auth
import Kernel
import Storage

extension SigningKey {
  init(row: Row, seal: SecretSeal) throws {
    let kid: String = try row["kid"]
    let kept = KeptSecret(octets: try row["seed"], keyID: try row["sealed_by"])
    self.init(
      kid: kid, seed: try seal.open(kept, of: .signingKey(kid: kid)),
      createdAt: try row["created_at"], retiredAt: try row["retired_at"])
  }

  /// Keeps the key as the one that signs, unless there is one.
  func insertion(sealedBy seal: SecretSeal) throws -> SQL {
    let kept = try seal.seal(seed, of: .signingKey(kid: kid))
    return """
      INSERT INTO auth_signing_keys (kid, seed, sealed_by, created_at, signs)
      VALUES (\(kid), \(kept.octets), \(kept.keyID), \(createdAt), 1)
      ON CONFLICT (signs) DO NOTHING
      """
  }
}

extension TOTP {
  init(row: Row, seal: SecretSeal) throws {
    let user: UserID = try row["user_id"]
    let kept = KeptSecret(octets: try row["secret"], keyID: try row["sealed_by"])
    self.init(
      userID: user, secret: try seal.open(kept, of: .authenticator(user)),
      enabledAt: try row["enabled_at"], lastStep: try row["last_step"])
  }
}
