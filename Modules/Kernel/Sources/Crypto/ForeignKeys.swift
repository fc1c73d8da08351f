internal import COpenSSL

/// A public key that checks the signatures of a token.
public protocol TokenKey: Sendable {
  /// The only `alg` that a token under this key may name.
  var algorithm: String { get }
  /// Whether the signature was made for the message by the private half.
  func isValid(signature: [UInt8], for message: UnsafeRawBufferPointer) -> Bool
}

extension Ed25519.PublicKey: TokenKey {
  /// `EdDSA`.
  public var algorithm: String { "EdDSA" }
}

/// Checks signatures by RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, 3.3), as identity providers make
/// them. Nothing of ours is signed so.
public struct RS256Key: TokenKey {
  private let key: KeyHandle

  /// The key of this modulus, 2,048 to 8,192 bits, and exponent, odd and at least 3, both as a JWKS
  /// has them once decoded. Throws `invalidKey`.
  public init(modulus: [UInt8], exponent: [UInt8]) throws(CryptoError) {
    let bits = modulus.drop { $0 == 0 }.count * 8
    guard (2048...8192).contains(bits), (1...8).contains(exponent.count),
      exponent.last.map({ $0 & 1 }) == 1, exponent.drop(while: { $0 == 0 }) != [1],
      let key = KeyHandle(
        algorithm: "RSA",
        { builder in
          builder.push("n", number: modulus)
          builder.push("e", number: exponent)
        })
    else { throw .invalidKey }
    self.key = key
  }

  /// `RS256`.
  public var algorithm: String { "RS256" }

  /// Whether the signature was made for the message by the private half.
  public func isValid(signature: [UInt8], for message: UnsafeRawBufferPointer) -> Bool {
    key.isValidSHA256(signature: signature, for: message)
  }
}

/// Checks signatures by ECDSA over P-256 with SHA-256 (RFC 7518, 3.4), as identity providers make
/// them. Nothing of ours is signed so.
public struct ES256Key: TokenKey {
  private let key: KeyHandle

  /// The key of this point, each coordinate 32 octets as a JWKS has them once decoded. Throws
  /// `wrongLength`, or `invalidKey` if the point is not on the curve.
  public init(x: [UInt8], y: [UInt8]) throws(CryptoError) {
    for coordinate in [x, y] where coordinate.count != 32 {
      throw .wrongLength(expected: 32, actual: coordinate.count)
    }
    let point = [4] + x + y
    guard
      let key = KeyHandle(
        algorithm: "EC",
        { builder in
          builder.push("group", text: "P-256")
          builder.push("pub", octets: point)
        })
    else { throw .invalidKey }
    self.key = key
  }

  /// `ES256`.
  public var algorithm: String { "ES256" }

  /// Whether the signature, two numbers of 32 octets, was made for the message by the private half.
  public func isValid(signature: [UInt8], for message: UnsafeRawBufferPointer) -> Bool {
    guard signature.count == 64, let encoded = Self.derEncoded(signature) else { return false }
    return key.isValidSHA256(signature: encoded, for: message)
  }

  /// libcrypto wants the two numbers as an ASN.1 sequence.
  private static func derEncoded(_ signature: [UInt8]) -> [UInt8]? {
    let pair = ECDSA_SIG_new()
    defer { ECDSA_SIG_free(pair) }
    let (r, s) = signature.withUnsafeBufferPointer {
      (BN_bin2bn($0.baseAddress, 32, nil), BN_bin2bn($0.baseAddress.map { $0 + 32 }, 32, nil))
    }
    guard ECDSA_SIG_set0(pair, r, s) == 1 else { return nil }
    var encoded = [UInt8](repeating: 0, count: Int(i2d_ECDSA_SIG(pair, nil)))
    encoded.withUnsafeMutableBufferPointer { buffer in
      var end = buffer.baseAddress
      i2d_ECDSA_SIG(pair, &end)
    }
    return encoded
  }
}

extension KeyHandle {
  /// A public key built from named parts; nil if they make none.
  fileprivate convenience init?(
    algorithm: String, _ fill: (inout KeyParts) -> Void
  ) {
    var parts = KeyParts()
    fill(&parts)
    guard let pointer = parts.publicKey(algorithm) else { return nil }
    self.init(pointer)
  }

  fileprivate func isValidSHA256(
    signature: [UInt8], for message: UnsafeRawBufferPointer
  ) -> Bool {
    let context = DigestContext()
    let octets = message.assumingMemoryBound(to: UInt8.self)
    let digest = DigestAlgorithm.sha256.handle
    let isValid =
      EVP_DigestVerifyInit(context.pointer, nil, digest, nil, pointer) == 1
      && EVP_DigestVerify(
        context.pointer, signature, signature.count, octets.baseAddress, octets.count) == 1
    if !isValid { ERR_clear_error() }
    return isValid
  }
}

extension StaticString {
  /// A literal's octets end in a NUL and stay where they are.
  fileprivate var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

/// The parts of a key under construction. libcrypto keeps pointers to them, names included, so
/// they live as long as this does.
private struct KeyParts: ~Copyable {
  private let builder = OSSL_PARAM_BLD_new()
  private var numbers: [OpaquePointer?] = []
  private var texts: [UnsafeMutableRawBufferPointer] = []

  mutating func push(_ name: StaticString, number: [UInt8]) {
    let number = BN_bin2bn(number, Int32(number.count), nil)
    numbers.append(number)
    OSSL_PARAM_BLD_push_BN(builder, name.cString, number)
  }

  mutating func push(_ name: StaticString, text: String) {
    OSSL_PARAM_BLD_push_utf8_string(
      builder, name.cString, keep(Array(text.utf8) + [0]).baseAddress, 0)
  }

  mutating func push(_ name: StaticString, octets: [UInt8]) {
    OSSL_PARAM_BLD_push_octet_string(builder, name.cString, keep(octets).baseAddress, octets.count)
  }

  private mutating func keep(_ octets: [UInt8]) -> UnsafeMutableRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: octets.count, alignment: 1)
    copy.copyBytes(from: octets)
    texts.append(copy)
    return copy
  }

  func publicKey(_ algorithm: String) -> OpaquePointer? {
    let parameters = OSSL_PARAM_BLD_to_param(builder)
    let context = EVP_PKEY_CTX_new_from_name(nil, algorithm, nil)
    defer {
      OSSL_PARAM_free(parameters)
      EVP_PKEY_CTX_free(context)
    }
    var key: OpaquePointer?
    guard EVP_PKEY_fromdata_init(context) == 1,
      EVP_PKEY_fromdata(context, &key, atrium_public_key, parameters) == 1
    else {
      ERR_clear_error()
      return nil
    }
    return key
  }

  deinit {
    OSSL_PARAM_BLD_free(builder)
    for number in numbers { BN_free(number) }
    for text in texts { text.deallocate() }
  }
}
