internal import COpenSSL

/// AES-256 in Galois/Counter mode (NIST SP 800-38D): keeps a message secret and notices a change.
/// A nonce must never serve twice under one key.
public enum AESGCM {
  /// A key's length in octets.
  public static let keyCount = 32
  /// A nonce's length in octets.
  public static let nonceCount = 12
  /// How many octets a sealed message is longer than the plain one.
  public static let tagCount = 16

  /// The encrypted message with its 16-octet tag behind it. `aad` is not in it, but is vouched for.
  /// Throws `wrongLength` for a key that is not 32 or a nonce that is not 12 octets long.
  public static func seal(
    key: [UInt8], nonce: [UInt8], plaintext: [UInt8], aad: [UInt8] = []
  ) throws(CryptoError) -> [UInt8] {
    try check(key, nonce)
    let cipher = CipherContext()
    requireCrypto(
      EVP_EncryptInit_ex2(cipher.pointer, EVP_aes_256_gcm(), key, nonce, nil) == 1, "AES-GCM")
    var written: Int32 = 0
    requireCrypto(
      EVP_EncryptUpdate(cipher.pointer, nil, &written, aad, Int32(aad.count)) == 1, "AES-GCM")
    return [UInt8](unsafeUninitializedCapacity: plaintext.count + tagCount) { sealed, filled in
      let start = sealed.baseAddress
      let ok =
        EVP_EncryptUpdate(cipher.pointer, start, &written, plaintext, Int32(plaintext.count)) == 1
        && EVP_EncryptFinal_ex(cipher.pointer, start.map { $0 + plaintext.count }, &written) == 1
        && atrium_gcm_get_tag(
          cipher.pointer, Int32(tagCount), start.map { $0 + plaintext.count }) == 1
      requireCrypto(ok, "AES-GCM")
      filled = plaintext.count + tagCount
    }
  }

  /// The plain message. Throws `authenticationFailed` if message, tag or `aad` is not what was
  /// sealed under this key and nonce, and `wrongLength` as `seal` does.
  public static func open(
    key: [UInt8], nonce: [UInt8], ciphertext: [UInt8], aad: [UInt8] = []
  ) throws(CryptoError) -> [UInt8] {
    try check(key, nonce)
    let count = ciphertext.count - tagCount
    guard count >= 0 else { throw .authenticationFailed }
    let cipher = CipherContext()
    var written: Int32 = 0
    var isAuthentic = false
    let plaintext = [UInt8](unsafeUninitializedCapacity: count) { plain, filled in
      isAuthentic = ciphertext.withUnsafeBufferPointer { sealed in
        let tag = sealed.baseAddress.map { $0 + count }
        return EVP_DecryptInit_ex2(cipher.pointer, EVP_aes_256_gcm(), key, nonce, nil) == 1
          && EVP_DecryptUpdate(cipher.pointer, nil, &written, aad, Int32(aad.count)) == 1
          && EVP_DecryptUpdate(
            cipher.pointer, plain.baseAddress, &written, sealed.baseAddress, Int32(count)) == 1
          && atrium_gcm_set_tag(cipher.pointer, Int32(tagCount), tag) == 1
          && EVP_DecryptFinal_ex(cipher.pointer, plain.baseAddress, &written) == 1
      }
      filled = isAuthentic ? count : 0
    }
    guard isAuthentic else { throw .authenticationFailed }
    return plaintext
  }

  private static func check(_ key: [UInt8], _ nonce: [UInt8]) throws(CryptoError) {
    guard key.count == keyCount else {
      throw .wrongLength(expected: keyCount, actual: key.count)
    }
    guard nonce.count == nonceCount else {
      throw .wrongLength(expected: nonceCount, actual: nonce.count)
    }
  }

  private struct CipherContext: ~Copyable {
    let pointer: OpaquePointer

    init() {
      guard let pointer = EVP_CIPHER_CTX_new() else {
        preconditionFailure("No memory for a cipher")
      }
      self.pointer = pointer
    }

    deinit {
      EVP_CIPHER_CTX_free(pointer)
    }
  }
}
