/// Signed tokens in the compact form (RFC 7515, RFC 7519). Ours use only EdDSA over Ed25519 (RFC
/// 8037): a token cannot choose how it is checked (RFC 8725, 3.1).
public enum JWT {
  /// The longest token that is looked at, in octets.
  public static let largestToken = 8192

  /// Signs claims.
  /// - Parameters:
  ///   - claims: the claims as JSON, taken as they are.
  ///   - kid: the name under which the public key is published: printable ASCII without quotes
  ///     and backslashes.
  public static func sign(claims: [UInt8], key: Ed25519.PrivateKey, kid: String) -> String {
    let header = Array(#"{"alg":"EdDSA","kid":"\#(kid)","typ":"JWT"}"#.utf8)
    var token: [UInt8] = []
    token.reserveCapacity((header.count + claims.count + 64) * 4 / 3 + 8)
    Base64URL.append(header, to: &token)
    token.append(UInt8(ascii: "."))
    Base64URL.append(claims, to: &token)
    let signature = key.sign(token)
    token.append(UInt8(ascii: "."))
    Base64URL.append(signature, to: &token)
    return String(decoding: token, as: UTF8.self)
  }

  /// The claims, as JSON, of a token whose signature is right; what they say (`iss`, `exp`, …) is
  /// the caller's to check. The header may hold `alg`, `kid` and `typ` and nothing else: `crit` is
  /// understood by nobody here, and a key that comes with the token (`jwk`, `jku`, `x5c`, `x5u`)
  /// proves nothing. Throws `JWTError`, in its order of precedence.
  /// - Parameter keys: what checks for the key of this name, if there is one: `Ed25519.PublicKey`,
  ///   or `Ed25519.OwnKey` where the private half is at hand.
  public static func verify(
    _ token: String, keys: (_ kid: String) -> (any TokenKey)?
  ) throws(JWTError) -> [UInt8] {
    try verify(
      token,
      choosing: { header throws(JWTError) in
        try JOSEHeader(header).choice(of: ["EdDSA"])
      }
    ) { keys($0.kid) }
  }

  /// How an identity provider's token says that it is to be checked.
  public struct ForeignKeyName: Hashable, Sendable {
    /// `RS256` or `ES256`.
    public let algorithm: String
    /// The key's name among the provider's.
    public let kid: String

    /// A name for a key of this algorithm.
    public init(algorithm: String, kid: String) {
      self.algorithm = algorithm
      self.kid = kid
    }
  }

  /// The key that an identity provider's token names, so that it can be fetched before the token is
  /// checked. This proves nothing about the token. Throws `JWTError`.
  public static func foreignKeyName(of token: String) throws(JWTError) -> ForeignKeyName {
    guard token.utf8.count <= largestToken else { throw .tooLong }
    guard let end = token.utf8.firstIndex(of: UInt8(ascii: ".")),
      let header = Base64URL.decode(String(token[..<end]))
    else { throw .malformed }
    let (algorithm, kid) = try ForeignHeader(header).choice
    return ForeignKeyName(algorithm: algorithm, kid: kid)
  }

  /// The claims of an identity provider's token, by RS256 or ES256, whichever the key is for. The
  /// header may hold more than in `verify(_:keys:)`: what is not understood is ignored, as RFC 7515
  /// (4) wants it, but for `crit`. A key or a key's address that comes with the token (`jwk`,
  /// `jku`, `x5c`, `x5u`) is ignored, too: it proves nothing, and nothing is fetched from there.
  public static func verifyForeign(
    _ token: String, keys: (_ name: ForeignKeyName) -> (any TokenKey)?
  ) throws(JWTError) -> [UInt8] {
    try verify(
      token,
      choosing: { header throws(JWTError) in
        try ForeignHeader(header).choice
      }
    ) { keys(ForeignKeyName(algorithm: $0.algorithm, kid: $0.kid)) }
  }

  /// Reads a header and answers algorithm and key's name.
  private typealias Choosing = ([UInt8]) throws(JWTError) -> (algorithm: String, kid: String)

  private static func verify(
    _ token: String, choosing: Choosing,
    keys: ((algorithm: String, kid: String)) -> (any TokenKey)?
  ) throws(JWTError) -> [UInt8] {
    var token = token
    guard token.utf8.count <= largestToken else { throw .tooLong }
    return try token.withUTF8 { verify(utf8: $0, choosing, keys) }.get()
  }

  private static func verify(
    utf8 token: UnsafeBufferPointer<UInt8>, _ choosing: Choosing,
    _ keys: ((algorithm: String, kid: String)) -> (any TokenKey)?
  ) -> Result<[UInt8], JWTError> {
    let dot = UInt8(ascii: ".")
    guard let first = token.firstIndex(of: dot), let last = token.lastIndex(of: dot),
      first < last, !token[(first + 1)..<last].contains(dot),
      let header = Base64URL.decode(utf8: UnsafeBufferPointer(rebasing: token[..<first])),
      let claims = Base64URL.decode(
        utf8: UnsafeBufferPointer(rebasing: token[(first + 1)..<last])),
      let signature = Base64URL.decode(
        utf8: UnsafeBufferPointer(rebasing: token[(last + 1)...]))
    else { return .failure(.malformed) }
    do {
      let choice = try choosing(header)
      guard let key = keys(choice) else { return .failure(.unknownKey) }
      // A key serves one algorithm, whatever the token would like.
      guard key.algorithm == choice.algorithm else { return .failure(.wrongAlgorithm) }
      let signed = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: token[..<last]))
      guard key.isValid(signature: signature, for: signed) else { return .failure(.badSignature) }
      return .success(claims)
    } catch {
      return .failure(error)
    }
  }
}

/// Why a token was refused, in order of precedence.
public enum JWTError: Error, Hashable, Sendable {
  /// Longer than `JWT.largestToken`.
  case tooLong
  /// Not three parts in base 64 for URLs.
  case malformed
  /// The header is not a JSON object of plain strings, or names a member twice.
  case malformedHeader
  /// The header has a member that nobody here understands or trusts, `crit` and `jwk` among them.
  case unsupportedHeader
  /// `typ` is there and is not `JWT`.
  case wrongType
  /// `alg` is not one that is allowed, letter for letter, or not the key's.
  case wrongAlgorithm
  /// No `kid`, or none that the caller has a key for.
  case unknownKey
  /// The signature is not the key's.
  case badSignature
}
