public import Auth
import Crypto
import JSON
public import Kernel

/// Access tokens on the wire: JWTs signed by EdDSA (RFC 7519, RFC 8037).
public struct AccessTokens: Sendable {
  private let keyring: Keyring
  private let issuer: String
  private let audience: String
  private let settings: AuthSettings
  private let random: any RandomSource

  /// Makes and reads tokens of one issuer for one audience.
  /// - Parameter random: where tokens' ids come from.
  public init(
    keyring: Keyring, issuer: String, audience: String, settings: AuthSettings,
    random: any RandomSource
  ) {
    self.keyring = keyring
    self.issuer = issuer
    self.audience = audience
    self.settings = settings
    self.random = random
  }

  /// For how many seconds a token is valid.
  public var lifetime: Int64 { settings.accessLifetime }

  /// For how many seconds after its time a token still counts, since the servers' clocks differ.
  var grace: Int64 { settings.clockSkew }

  /// Signs claims.
  /// - Throws: the store's error, if the signing key is not in memory yet.
  public func issue(_ claims: AccessClaims) async throws -> String {
    let signer = try await keyring.signer()
    return JWT.sign(claims: encode(claims), key: signer.privateKey, kid: signer.kid)
  }

  /// Reads a token: its signature, its issuer, its audience and its times.
  /// - Throws: `InvalidToken`, or the store's error when an unknown key's name made it be asked.
  public func read(_ token: String, at now: Instant) async throws -> AccessClaims {
    if let claims = try claims(of: token, at: now) { return claims }
    // Another server may have made the key a moment ago.
    try await keyring.reload()
    guard let claims = try claims(of: token, at: now) else { throw InvalidToken() }
    return claims
  }

  /// Reads a token under a key that is in memory; nil if it names another.
  /// - Throws: `InvalidToken`.
  func claims(of token: String, at now: Instant) throws(InvalidToken) -> AccessClaims? {
    do {
      let octets = try JWT.verify(token, keys: keyring.checker)
      guard let claims = decode(octets), isTimely(claims, at: now) else { throw InvalidToken() }
      return claims
    } catch JWTError.unknownKey {
      return nil
    } catch {
      throw InvalidToken()
    }
  }

  /// Whether the token's time has come and has not passed, give or take the servers' clocks.
  func isTimely(_ claims: AccessClaims, at now: Instant) -> Bool {
    now < claims.expiresAt.adding(seconds: settings.clockSkew)
      && claims.issuedAt <= now.adding(seconds: settings.issueLeeway)
  }

  private func encode(_ claims: AccessClaims) -> [UInt8] {
    var writer = JSONWriter(reserving: 384)
    writer.beginObject()
    writer.key("iss")
    writer.value(issuer)
    writer.key("aud")
    writer.value(audience)
    writer.key("sub")
    writer.string(upTo: UserID.longestText) { claims.userID.writeUTF8(to: $0) }
    writer.key("sid")
    writer.string(upTo: SessionID.longestText) { claims.sessionID.writeUTF8(to: $0) }
    writer.key("roles")
    claims.roles.map(\.rawValue).write(to: &writer)
    writer.key("epoch")
    writer.value(claims.epoch)
    writer.key("iat")
    writer.value(claims.issuedAt.seconds)
    writer.key("exp")
    writer.value(claims.expiresAt.seconds)
    // No two tokens are the same octets, whatever they say and whenever (RFC 9068, 2.2).
    writer.key("jti")
    writer.value(Base64URL.encode(random.bytes(16)))
    writer.endObject()
    return writer.bytes
  }

  /// What a token says, but that it runs out no later than one that was made at the same time by
  /// the settings of now: what ended sessions and barred users is kept for no longer than that.
  private func decode(_ octets: [UInt8]) -> AccessClaims? {
    guard let root = try? JSONDocument(parsing: octets, maxDepth: 4).root,
      root["iss"]?.string == issuer, root["aud"]?.string == audience,
      let user = root["sub"]?.string.flatMap({ UserID($0) }),
      let session = root["sid"]?.string.flatMap({ SessionID($0) }),
      let roles = root["roles"], roles.kind == .array,
      let epoch = root["epoch"]?.int64, let issuedAt = root["iat"]?.int64,
      let expiresAt = root["exp"]?.int64
    else { return nil }
    let start = Instant(seconds: issuedAt)
    return AccessClaims(
      userID: user, sessionID: session,
      roles: roles.elements.compactMap { $0.string.map { Role($0) } }, epoch: epoch,
      issuedAt: start,
      expiresAt: min(Instant(seconds: expiresAt), start.adding(seconds: lifetime)))
  }
}

/// The token is not one of ours, or not any more.
public struct InvalidToken: Error, Hashable, Sendable {
  /// Says no more than that.
  public init() {}
}
