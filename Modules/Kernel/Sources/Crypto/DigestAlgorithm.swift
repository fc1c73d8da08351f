internal import COpenSSL

/// A digest of libcrypto, fetched once: a fetch for each message costs as much as the hashing.
struct DigestAlgorithm: @unchecked Sendable {
  // Unchecked: an `EVP_MD` never changes, and libcrypto lets threads share it.

  let handle: OpaquePointer
  /// The digest's length in octets.
  let count: Int

  static let sha1 = DigestAlgorithm("SHA1", count: 20)
  static let sha256 = DigestAlgorithm("SHA256", count: 32)
  static let sha512 = DigestAlgorithm("SHA512", count: 64)

  private init(_ name: String, count: Int) {
    guard let handle = EVP_MD_fetch(nil, name, nil) else {
      preconditionFailure("libcrypto has no \(name)")
    }
    self.handle = handle
    self.count = count
  }

  func hash(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { digest, filled in
      if let start = digest.baseAddress { hash(message, into: start) }
      filled = count
    }
  }

  /// Writes the digest, `count` octets, to where there is room for it.
  func hash(_ message: UnsafeRawBufferPointer, into digest: UnsafeMutablePointer<UInt8>) {
    let status = EVP_Digest(message.baseAddress, message.count, digest, nil, handle, nil)
    requireCrypto(status == 1, "EVP_Digest")
  }

  func authenticate(_ message: UnsafeRawBufferPointer, key: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { code, filled in
      let octets = message.assumingMemoryBound(to: UInt8.self)
      let result = COpenSSL.HMAC(
        handle, key, Int32(key.count), octets.baseAddress, octets.count, code.baseAddress, nil)
      requireCrypto(result != nil, "HMAC")
      filled = count
    }
  }
}
