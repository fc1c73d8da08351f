internal import COpenSSL

/// Signatures by Ed25519 (RFC 8032, the pure variant).
public enum Ed25519 {
  /// A key that signs.
  public struct PrivateKey: Sendable {
    private let key: KeyHandle
    /// The 32 octets of the public half.
    public let publicKey: [UInt8]

    /// The key that a seed of 32 octets determines. Throws `wrongLength`.
    public init(seed: [UInt8]) throws(CryptoError) {
      guard seed.count == 32 else { throw .wrongLength(expected: 32, actual: seed.count) }
      let pointer = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
      guard let pointer else { throw .invalidKey }
      key = KeyHandle(pointer)
      publicKey = [UInt8](unsafeUninitializedCapacity: 32) { octets, filled in
        filled = 32
        let status = EVP_PKEY_get_raw_public_key(pointer, octets.baseAddress, &filled)
        requireCrypto(status == 1, "EVP_PKEY_get_raw_public_key")
      }
    }

    /// The 64 octets of the message's signature; the same for the same message.
    public func sign(_ message: [UInt8]) -> [UInt8] {
      let context = DigestContext()
      return [UInt8](unsafeUninitializedCapacity: 64) { signature, filled in
        filled = 64
        let begun = EVP_DigestSignInit(context.pointer, nil, nil, nil, key.pointer)
        let status = EVP_DigestSign(
          context.pointer, signature.baseAddress, &filled, message, message.count)
        requireCrypto(begun == 1 && status == 1, "EVP_DigestSign")
      }
    }
  }

  /// A key that checks signatures.
  public struct PublicKey: Sendable {
    private let key: KeyHandle
    /// The key's 32 octets.
    public let rawValue: [UInt8]

    /// The key of these 32 octets. Throws `wrongLength`. Octets that are no point of the curve make
    /// a key under which nothing is valid.
    public init(_ rawValue: [UInt8]) throws(CryptoError) {
      guard rawValue.count == 32 else {
        throw .wrongLength(expected: 32, actual: rawValue.count)
      }
      let pointer = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, rawValue, rawValue.count)
      guard let pointer else { throw .invalidKey }
      key = KeyHandle(pointer)
      self.rawValue = rawValue
    }

    /// Whether the signature was made for the message by the private half.
    public func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
      message.withUnsafeBytes { isValid(signature: signature, for: $0) }
    }

    /// Whether the signature was made for the message by the private half.
    public func isValid(signature: [UInt8], for message: UnsafeRawBufferPointer) -> Bool {
      guard signature.count == 64 else { return false }
      let context = DigestContext()
      let octets = message.assumingMemoryBound(to: UInt8.self)
      let isValid =
        EVP_DigestVerifyInit(context.pointer, nil, nil, nil, key.pointer) == 1
        && EVP_DigestVerify(
          context.pointer, signature, signature.count, octets.baseAddress, octets.count) == 1
      // The thread's queue of errors is shared with whatever else uses libcrypto on it.
      if !isValid { ERR_clear_error() }
      return isValid
    }
  }
}

/// A key of libcrypto, freed with its last owner.
final class KeyHandle: @unchecked Sendable {
  // Unchecked: a finished `EVP_PKEY` is only read, and libcrypto guards what it caches inside.

  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    EVP_PKEY_free(pointer)
  }
}

/// The state of one signature under way.
struct DigestContext: ~Copyable {
  let pointer: OpaquePointer

  init() {
    guard let pointer = EVP_MD_CTX_new() else { preconditionFailure("No memory for a digest") }
    self.pointer = pointer
  }

  deinit {
    EVP_MD_CTX_free(pointer)
  }
}
