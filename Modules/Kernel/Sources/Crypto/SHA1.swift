/// SHA-1 (FIPS 180-4), for protocols that name it where nothing depends on its strength, such as
/// the handshake of RFC 6455. For secrets and signatures it is too weak.
public enum SHA1 {
  /// The 20 octets of the message's digest.
  public static func hash(_ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { DigestAlgorithm.sha1.hash($0) }
  }
}
