import Crypto
import Testing

@Suite("Ed25519")
struct SignatureTests {
  @Test(
    "Signatures agree with RFC 8032",
    arguments: [
      [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
          + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
      ],
      [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
      ],
      [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
          + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
      ],
    ])
  func vectors(vector: [String]) throws {
    let octets = try vector.map { try #require(Hex.decode($0)) }
    let key = try Ed25519.PrivateKey(seed: octets[0])
    #expect(key.publicKey == octets[1])
    #expect(key.sign(octets[2]) == octets[3])
    let publicKey = try Ed25519.PublicKey(octets[1])
    #expect(publicKey.isValid(signature: octets[3], for: octets[2]))
    #expect(!publicKey.isValid(signature: octets[3], for: octets[2] + [0]))
  }

  @Test("A changed, cut, lengthened or foreign signature is not valid")
  func forgeries() throws {
    let key = try Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32))
    let publicKey = try Ed25519.PublicKey(key.publicKey)
    let message = Array("pay ada 100".utf8)
    let signature = key.sign(message)
    #expect(publicKey.isValid(signature: signature, for: message))
    for index in signature.indices {
      var changed = signature
      changed[index] ^= 1
      #expect(!publicKey.isValid(signature: changed, for: message))
    }
    #expect(!publicKey.isValid(signature: [], for: message))
    #expect(!publicKey.isValid(signature: Array(signature.dropLast()), for: message))
    #expect(!publicKey.isValid(signature: signature + [0], for: message))
    let other = try Ed25519.PrivateKey(seed: [UInt8](repeating: 8, count: 32))
    #expect(!publicKey.isValid(signature: other.sign(message), for: message))
  }

  @Test("A second signature made from a valid one by adding the group's order is not valid")
  func malleability() throws {
    let key = try Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32))
    let order = try #require(
      Hex.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"))
    var signature = key.sign([1])
    var carry = 0
    for index in 0..<32 {
      let sum = Int(signature[32 + index]) + Int(order[index]) + carry
      signature[32 + index] = UInt8(sum & 255)
      carry = sum >> 8
    }
    try #require(carry == 0)
    #expect(!(try Ed25519.PublicKey(key.publicKey)).isValid(signature: signature, for: [1]))
  }

  @Test("Keys of another length are refused")
  func lengths() {
    #expect(throws: CryptoError.wrongLength(expected: 32, actual: 31)) {
      try Ed25519.PrivateKey(seed: [UInt8](repeating: 1, count: 31))
    }
    #expect(throws: CryptoError.wrongLength(expected: 32, actual: 33)) {
      try Ed25519.PublicKey([UInt8](repeating: 1, count: 33))
    }
  }
}
