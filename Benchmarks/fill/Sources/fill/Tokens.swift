import Crypto
import Glibc
import Kernel
import Storage

/// Access tokens of everybody, as the server itself would sign them: by the key in its database,
/// which must not be encrypted.
struct Tokens: Sendable {
  private static let lifetime: Int64 = 86_400

  let database: any Database

  /// Writes a line for each of the users who have a session: id, token and e-mail address.
  /// - Throws: `StorageUnavailable` where there is no key, or no room for the file.
  func write(to path: String, upTo limit: Int) async throws {
    let signers = try await database.all(
      "SELECT kid, seed FROM auth_signing_keys WHERE retired_at IS NULL"
    ) { (kid: try $0.get(0, as: String.self), seed: try $0.get(1, as: [UInt8].self)) }
    guard let signer = signers.first else { throw StorageUnavailable.unreachable("no signing key") }
    let key = try Ed25519.PrivateKey(seed: signer.seed)
    let people = try await database.all(
      """
      SELECT u.id, s.id, u.email FROM auth_users u JOIN auth_sessions s ON s.user_id = u.id
      ORDER BY u.id LIMIT \(limit)
      """
    ) {
      (
        try $0.get(0, as: UserID.self), try $0.get(1, as: SessionID.self),
        try $0.get(2, as: String.self)
      )
    }
    guard let file = fopen(path, "w") else { throw StorageUnavailable.unreachable(path) }
    defer { fclose(file) }
    let now = SystemClock().now().seconds
    for (user, session, email) in people {
      let id = Base64URL.encode(SystemRandomSource().bytes(16))
      let claims = """
        {"iss":"atrium","aud":"atrium","sub":"\(user)","sid":"\(session)","roles":["user"],\
        "epoch":0,"iat":\(now),"exp":\(now + Self.lifetime),"jti":"\(id)"}
        """
      let token = JWT.sign(claims: Array(claims.utf8), key: key, kid: signer.kid)
      fputs("\(user) \(token) \(email)\n", file)
    }
  }
}
