internal import COpenSSL

/// Keyed message authentication (RFC 2104). Compare codes with `constantTimeEquals`.
public enum HMAC {
  /// 32 octets of HMAC-SHA-256. A key of any length.
  public static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { DigestAlgorithm.sha256.authenticate($0, key: key) }
  }

  /// 64 octets of HMAC-SHA-512. A key of any length.
  public static func sha512(key: [UInt8], message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { DigestAlgorithm.sha512.authenticate($0, key: key) }
  }

  /// 20 octets of HMAC-SHA-1, for the one-time passwords of RFC 6238 and nothing new.
  public static func sha1(key: [UInt8], message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { DigestAlgorithm.sha1.authenticate($0, key: key) }
  }
}

/// Whether the two are equal. The time taken reveals at most their lengths.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
