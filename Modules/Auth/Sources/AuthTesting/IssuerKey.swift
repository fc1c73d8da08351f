import COpenSSL
import Crypto

/// A key pair as identity providers have them, which signs tokens for tests. Atrium itself
/// only checks such signatures.
public final class IssuerKey: @unchecked Sendable {
  // Unchecked: a finished key is only read, and libcrypto guards what it caches inside.

  /// `RS256` or `ES256`.
  public let algorithm: String
  /// The name under which it is published.
  public let kid: String
  private let key: OpaquePointer

  /// A new RSA key.
  public static func rsa(kid: String, bits: Int = 2048) -> IssuerKey {
    IssuerKey("RS256", kid, "RSA") { EVP_PKEY_CTX_ctrl_str($0, "rsa_keygen_bits", "\(bits)") }
  }

  /// A new key on the curve P-256.
  public static func ec(kid: String) -> IssuerKey {
    IssuerKey("ES256", kid, "EC") { EVP_PKEY_CTX_set_group_name($0, "P-256") }
  }

  private init(
    _ algorithm: String, _ kid: String, _ kind: String, _ setUp: (OpaquePointer?) -> Int32
  ) {
    let context = EVP_PKEY_CTX_new_from_name(nil, kind, nil)
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1, setUp(context) == 1,
      EVP_PKEY_generate(context, &key) == 1, let key
    else { preconditionFailure("libcrypto makes no \(kind) key") }
    self.algorithm = algorithm
    self.kid = kid
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// A token with these claims, in JSON.
  /// - Parameter header: the header in JSON, if it is to be another than the key's own.
  public func token(_ claims: String, header: String? = nil) -> String {
    let header = header ?? #"{"alg":"\#(algorithm)","kid":"\#(kid)","typ":"JWT"}"#
    let text = Self.encode(header) + "." + Self.encode(claims)
    return text + "." + Base64URL.encode(sign(Array(text.utf8)))
  }

  /// A token whose signature is made with a secret, as HS256 has it.
  public static func token(_ claims: String, header: String, secret: [UInt8]) -> String {
    let text = encode(header) + "." + encode(claims)
    return text + "." + Base64URL.encode(HMAC.sha256(key: secret, message: Array(text.utf8)))
  }

  /// Text in base 64 for URLs.
  public static func encode(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

  /// The public half as JWKS have it.
  public var published: String {
    let common = #""kid":"\#(kid)","alg":"\#(algorithm)","use":"sig""#
    guard algorithm == "ES256" else {
      return #"{"kty":"RSA",\#(common),"n":"\#(number("n"))","e":"\#(number("e"))"}"#
    }
    let point = publicPoint
    let (x, y) = (Base64URL.encode(Array(point[1...32])), Base64URL.encode(Array(point[33...64])))
    return #"{"kty":"EC",\#(common),"crv":"P-256","x":"\#(x)","y":"\#(y)"}"#
  }

  /// A document with the public halves of keys.
  public static func document(_ keys: [IssuerKey]) -> String {
    "{\"keys\":[\(keys.map(\.published).joined(separator: ","))]}"
  }

  /// The public modulus, for those who mistake it for a secret.
  public var modulus: [UInt8] { Base64URL.decode(number("n")) ?? [] }

  private func number(_ name: String) -> String {
    var number: OpaquePointer?
    EVP_PKEY_get_bn_param(key, name, &number)
    defer { BN_free(number) }
    var octets = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
    BN_bn2bin(number, &octets)
    return Base64URL.encode(octets)
  }

  private var publicPoint: [UInt8] {
    var octets = [UInt8](repeating: 0, count: 65)
    var count = 0
    EVP_PKEY_get_octet_string_param(key, "pub", &octets, octets.count, &count)
    precondition(count == 65 && octets[0] == 4, "libcrypto writes points uncompressed")
    return octets
  }

  private func sign(_ message: [UInt8]) -> [UInt8] {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    var count = 0
    EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key)
    EVP_DigestSign(context, nil, &count, message, message.count)
    var signature = [UInt8](repeating: 0, count: count)
    precondition(
      EVP_DigestSign(context, &signature, &count, message, message.count) == 1,
      "libcrypto does not sign")
    let made = Array(signature.prefix(count))
    return algorithm == "ES256" ? Self.plain(made) : made
  }

  /// libcrypto writes the two numbers as an ASN.1 sequence; tokens want 32 octets each.
  private static func plain(_ encoded: [UInt8]) -> [UInt8] {
    let pair = encoded.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      return d2i_ECDSA_SIG(nil, &start, buffer.count)
    }
    defer { ECDSA_SIG_free(pair) }
    var octets = [UInt8](repeating: 0, count: 64)
    octets.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      BN_bn2binpad(ECDSA_SIG_get0_r(pair), start, 32)
      BN_bn2binpad(ECDSA_SIG_get0_s(pair), start + 32, 32)
    }
    return octets
  }
}
