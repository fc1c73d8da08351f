public import Auth
import Crypto
import JSON
public import Kernel

/// Checks the id tokens of one provider (OpenID Connect Core 1.0, 3.1.3.7).
public struct OpenIDVerifier: Sendable {
  /// By how many seconds the provider's clock may be ahead of ours.
  static let leeway: Int64 = 30

  private let provider: IdentityProvider
  private let issuers: [String]
  private let clientIDs: Set<String>
  private let keys: KeySet
  private let clock: any WallClock

  /// A verifier.
  /// - Parameters:
  ///   - issuer: what tokens name as their issuer. Google leaves out `https://` at times.
  ///   - clientIDs: Atrium's names with the provider, one an app; not empty.
  public init(
    provider: IdentityProvider, issuer: String, clientIDs: [String], keys: KeySet,
    clock: any WallClock
  ) {
    self.provider = provider
    let scheme = "https://"
    let isShortened = provider == .google && issuer.hasPrefix(scheme)
    issuers = isShortened ? [issuer, String(issuer.dropFirst(scheme.count))] : [issuer]
    self.clientIDs = Set(clientIDs)
    self.keys = keys
    self.clock = clock
  }

  /// Who the token shows somebody to be.
  /// - Parameter nonce: what the sign-in was begun with, if anything. The token holds it, or its
  ///   SHA-256 in hexadecimal digits. A token that holds one is refused without it: it belongs to
  ///   whoever began that sign-in.
  /// - Throws: `ProviderRefusal`.
  public func verify(_ token: String, nonce: String?) async throws -> ProvenIdentity {
    let claims = try await claims(of: token)
    let now = clock.now()
    guard let issuer = claims["iss"]?.string, issuers.contains(issuer), isForUs(claims),
      isOfNow(claims, now), isBegunHere(claims, nonce),
      let subject = claims["sub"]?.string, (1...255).contains(subject.utf8.count),
      !subject.utf8.contains(0)
    else { throw ProviderRefusal.invalidProof }
    return identity(subject, claims)
  }

  private func claims(of token: String) async throws -> JSONValue {
    do {
      let name = try JWT.foreignKeyName(of: token)
      let key = try await keys.key(name)
      let octets = try JWT.verifyForeign(token) { $0 == name ? key : nil }
      let claims = try JSONDocument(parsing: octets, maxDepth: 16).root
      guard claims.kind == .object else { throw ProviderRefusal.invalidProof }
      return claims
    } catch let unavailable as KeySet.Unavailable {
      throw ProviderRefusal.unavailable(retryAfter: unavailable.retryAfter)
    } catch is JWTError {
      throw ProviderRefusal.invalidProof
    } catch is JSONError {
      throw ProviderRefusal.invalidProof
    }
  }

  /// Whether the token was made for one of our clients. Where it was made for several, `azp` says
  /// which of them asked for it.
  private func isForUs(_ claims: JSONValue) -> Bool {
    guard let audience = claims["aud"] else { return false }
    if let single = audience.string { return clientIDs.contains(single) }
    guard audience.kind == .array, audience.count > 0 else { return false }
    let names = audience.elements.map(\.string)
    guard !names.contains(nil), names.contains(where: { $0.map(clientIDs.contains) == true })
    else { return false }
    guard names.count > 1 else { return true }
    return claims["azp"]?.string.map(clientIDs.contains) ?? false
  }

  private func isOfNow(_ claims: JSONValue, _ now: Instant) -> Bool {
    guard let expiry = claims["exp"].flatMap(Self.instant), now < expiry else { return false }
    let soon = now.adding(seconds: Self.leeway)
    for name in ["iat", "nbf"] {
      guard let claim = claims[name] else { continue }
      guard let instant = Self.instant(claim), instant <= soon else { return false }
    }
    return true
  }

  /// A number of seconds (RFC 7519, 2), perhaps with a fraction, within some thousand years.
  private static func instant(_ claim: JSONValue) -> Instant? {
    guard let seconds = claim.double, (0...1e11).contains(seconds) else { return nil }
    return Instant(milliseconds: Int64(seconds * 1000))
  }

  private func isBegunHere(_ claims: JSONValue, _ nonce: String?) -> Bool {
    guard let claim = claims["nonce"] else { return nonce == nil }
    guard let held = claim.string.map({ Array($0.utf8) }), let nonce else { return false }
    let octets = Array(nonce.utf8)
    return constantTimeEquals(held, octets)
      || constantTimeEquals(held, Array(Hex.encode(SHA256.hash(octets)).utf8))
  }

  private func identity(_ subject: String, _ claims: JSONValue) -> ProvenIdentity {
    // Apple writes the flag as a text at times.
    let isVerified =
      claims["email_verified"]?.bool ?? (claims["email_verified"]?.string == "true")
    return ProvenIdentity(
      provider: provider, subject: subject,
      email: claims["email"]?.string.flatMap { EmailAddress(new: $0) }, isEmailVerified: isVerified,
      name: ToldName(
        claims["name"]?.string, first: claims["given_name"]?.string,
        last: claims["family_name"]?.string),
      avatarURL: PictureAddress.checked(claims["picture"]?.string))
  }
}

/// The address of a picture that a provider tells.
enum PictureAddress {
  static func checked(_ text: String?) -> String? {
    guard let text, text.hasPrefix("https://"), (9...2048).contains(text.utf8.count),
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    return text
  }
}
