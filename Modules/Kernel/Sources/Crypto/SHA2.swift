internal import COpenSSL

/// SHA-256 (FIPS 180-4), of one message at once or of one that comes in pieces. After `finish` the
/// value is as new, so one value serves many messages without allocating.
public struct SHA256: ~Copyable {
  /// The digest's length in octets.
  public static let digestCount = 32

  private let context: OpaquePointer

  /// Ready for the first piece.
  public init() {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("No memory for a digest") }
    self.context = context
    restart()
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  private func restart() {
    let status = EVP_DigestInit_ex2(context, DigestAlgorithm.sha256.handle, nil)
    requireCrypto(status == 1, "EVP_DigestInit")
  }

  /// Takes the next piece.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    requireCrypto(status == 1, "EVP_DigestUpdate")
  }

  /// Takes the next piece.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Writes the 32 octets of the digest to the start of `digest`, which must have room for them,
  /// and makes ready for another message.
  public mutating func finish(into digest: UnsafeMutableRawBufferPointer) {
    precondition(digest.count >= Self.digestCount, "A SHA-256 digest has 32 octets")
    let start = digest.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let status = EVP_DigestFinal_ex(context, start, nil)
    requireCrypto(status == 1, "EVP_DigestFinal")
    restart()
  }

  /// The 32 octets of the digest; makes ready for another message.
  public mutating func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Self.digestCount)
    digest.withUnsafeMutableBytes { finish(into: $0) }
    return digest
  }

  /// The 32 octets of the message's digest.
  public static func hash(_ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { hash($0) }
  }

  /// The 32 octets of the message's digest.
  public static func hash(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    DigestAlgorithm.sha256.hash(message)
  }

  /// Writes the 32 octets of the message's digest to the start of `digest`, which must have room
  /// for them.
  public static func hash(
    _ message: UnsafeRawBufferPointer, into digest: UnsafeMutableRawBufferPointer
  ) {
    precondition(digest.count >= digestCount, "A SHA-256 digest has 32 octets")
    guard let start = digest.baseAddress else { return }
    DigestAlgorithm.sha256.hash(message, into: start.assumingMemoryBound(to: UInt8.self))
  }

  /// The 32 octets of the digest of the text's UTF-8.
  public static func hash(utf8 text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
  }
}

/// SHA-512 (FIPS 180-4).
public enum SHA512 {
  /// The 64 octets of the message's digest.
  public static func hash(_ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { hash($0) }
  }

  /// The 64 octets of the message's digest.
  public static func hash(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    DigestAlgorithm.sha512.hash(message)
  }
}
