public import Auth
public import Kernel
import Ports
import Storage

extension SQLAuthStore: EncryptedStore {
  /// The ids of all keys that secrets are encrypted under; nil among them if some secrets are not
  /// encrypted.
  public func encryptionKeys() async throws -> Set<String?> {
    var names: [String?] = try await database.all(
      "SELECT DISTINCT sealed_by FROM auth_signing_keys"
    ) { try $0["sealed_by"] }
    let plain: SQL = "SELECT user_id FROM auth_totp WHERE sealed_by IS NULL LIMIT 1"
    if try await database.first(plain, { _ in true }) != nil { names.append(nil) }
    // There are few keys and perhaps many users: from one key to the next by the index.
    var last = ""
    while let next = try await nextKey(after: last) {
      names.append(next)
      last = next
    }
    return Set(names)
  }

  private func nextKey(after last: String) async throws -> String? {
    try await database.first(
      """
      SELECT sealed_by FROM auth_totp
      WHERE sealed_by > \(last)
      ORDER BY sealed_by
      LIMIT 1
      """
    ) { try $0["sealed_by"] }
  }

  /// Encrypts the seed of every signing key that is not under the current key.
  /// - Returns: how many were encrypted.
  public func resealSigningKeys() async throws -> Int {
    try await database.transaction { [seal] sql in
      let keys = try sql.all(
        """
        SELECT kid, seed, sealed_by, created_at, retired_at
        FROM auth_signing_keys
        WHERE sealed_by IS DISTINCT FROM \(seal.key?.id)
        ORDER BY kid
        \(sql.dialect.lockingRows)
        """
      ) { try SigningKey(row: $0, seal: seal) }
      for key in keys {
        let kept = try seal.seal(key.seed, of: .signingKey(kid: key.kid))
        try sql.execute(
          """
          UPDATE auth_signing_keys SET seed = \(kept.octets), sealed_by = \(kept.keyID)
          WHERE kid = \(key.kid)
          """)
      }
      return keys.count
    }
  }

  /// Encrypts up to `limit` secrets of authenticators that are not under the current key, of users
  /// with ids above `last`.
  /// - Returns: how many were encrypted, and the user of the last one.
  public func resealAuthenticators(
    after last: UserID?, limit: Int
  ) async throws -> (count: Int, last: UserID?) {
    let place: SQL = last.map { "AND user_id > \($0)" } ?? ""
    return try await database.transaction { [seal] sql in
      // A sign-in meanwhile holds the user and waits for the row; here nobody is waited for.
      let found = try sql.all(
        """
        SELECT user_id, secret, sealed_by, enabled_at, last_step
        FROM auth_totp
        WHERE sealed_by IS DISTINCT FROM \(seal.key?.id) \(place)
        ORDER BY user_id
        LIMIT \(limit)
        \(sql.dialect.lockingRows)
        """
      ) { try TOTP(row: $0, seal: seal) }
      for totp in found {
        let kept = try seal.seal(totp.secret, of: .authenticator(totp.userID))
        try sql.execute(
          """
          UPDATE auth_totp SET secret = \(kept.octets), sealed_by = \(kept.keyID)
          WHERE user_id = \(totp.userID)
          """)
      }
      return (found.count, found.last?.userID)
    }
  }
}
