import Crypto
import Testing

@Suite("AES-GCM")
struct AESGCMTests {
  private let key =
    Hex.decode(
      "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308") ?? []
  private let nonce = Hex.decode("cafebabefacedbaddecaf888") ?? []

  @Test("Sealing agrees with the specification's test case 16")
  func vector() throws {
    let plaintext = try #require(
      Hex.decode(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
          + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"))
    let aad = try #require(Hex.decode("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    let sealed = try AESGCM.seal(key: key, nonce: nonce, plaintext: plaintext, aad: aad)
    #expect(
      Hex.encode(sealed)
        == "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        + "76fc6ece0f4e1768cddf8853bb2d551b")
    #expect(try AESGCM.open(key: key, nonce: nonce, ciphertext: sealed, aad: aad) == plaintext)
  }

  @Test(
    "A message that is empty, or has no additional data, is vouched for too", arguments: [0, 1])
  func empty(count: Int) throws {
    let plaintext = [UInt8](repeating: 5, count: count)
    let sealed = try AESGCM.seal(key: key, nonce: nonce, plaintext: plaintext)
    #expect(sealed.count == count + AESGCM.tagCount)
    #expect(try AESGCM.open(key: key, nonce: nonce, ciphertext: sealed) == plaintext)
    #expect(throws: CryptoError.authenticationFailed) {
      try AESGCM.open(key: key, nonce: nonce, ciphertext: sealed, aad: [0])
    }
  }

  @Test("Any changed bit, a cut and another key or nonce are noticed")
  func tampering() throws {
    let sealed = try AESGCM.seal(key: key, nonce: nonce, plaintext: [1, 2, 3], aad: [4])
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 0x80
      #expect(throws: CryptoError.authenticationFailed) {
        try AESGCM.open(key: key, nonce: nonce, ciphertext: changed, aad: [4])
      }
    }
    for cut in [Array(sealed.dropLast()), Array(sealed.prefix(15)), []] {
      #expect(throws: CryptoError.authenticationFailed) {
        try AESGCM.open(key: key, nonce: nonce, ciphertext: cut, aad: [4])
      }
    }
    #expect(throws: CryptoError.authenticationFailed) {
      try AESGCM.open(
        key: [UInt8](repeating: 1, count: 32), nonce: nonce, ciphertext: sealed, aad: [4])
    }
  }

  @Test("Keys and nonces of another length are refused")
  func lengths() {
    #expect(throws: CryptoError.wrongLength(expected: 32, actual: 16)) {
      try AESGCM.seal(key: Array(key.prefix(16)), nonce: nonce, plaintext: [])
    }
    #expect(throws: CryptoError.wrongLength(expected: 12, actual: 11)) {
      try AESGCM.open(key: key, nonce: Array(nonce.dropLast()), ciphertext: [])
    }
  }
}
