import Testing

@testable import Crypto

/// The check by the private half beside libcrypto's by the public half.
@Suite("Ed25519, own keys")
struct OwnKeyTests {
  private struct Pair {
    let signer: Ed25519.PrivateKey
    let own: Ed25519.OwnKey
    let published: Ed25519.PublicKey

    init(seed: [UInt8]) throws {
      signer = try Ed25519.PrivateKey(seed: seed)
      own = try #require(try Ed25519.OwnKey(seed: seed))
      published = try Ed25519.PublicKey(signer.publicKey)
    }

    /// What both say; recorded as an issue where they differ.
    func check(_ signature: [UInt8], _ message: [UInt8]) -> Bool {
      let own = own.isValid(signature: signature, for: message)
      #expect(own == published.isValid(signature: signature, for: message))
      return own
    }
  }

  private func random(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255) }
  }

  @Test(
    "RFC 8032's signatures are right",
    arguments: [
      [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
          + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
      ],
      [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
      ],
      [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
          + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
      ],
      [
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
          + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
      ],
    ])
  func vectors(vector: [String]) throws {
    let octets = try vector.map { try #require(Hex.decode($0)) }
    #expect(try Pair(seed: octets[0]).check(octets[2], octets[1]))
  }

  @Test("Of thousands of keys and messages, what was signed is right for both checks")
  func agree() throws {
    for number in 0..<2_000 {
      let pair = try Pair(seed: random(32))
      let message = random(number % 700)
      #expect(pair.check(pair.signer.sign(message), message))
    }
  }

  @Test("One flipped bit anywhere, in the signature or the message, is refused by both")
  func flipped() throws {
    let pair = try Pair(seed: random(32))
    let message = random(60)
    let signature = pair.signer.sign(message)
    #expect(pair.check(signature, message))
    for bit in 0..<512 {
      var changed = signature
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!pair.check(changed, message))
    }
    for bit in 0..<message.count * 8 {
      var changed = message
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!pair.check(signature, changed))
    }
  }

  @Test("Parts of other signatures, put together, are refused by both")
  func mixed() throws {
    for _ in 0..<200 {
      let pair = try Pair(seed: random(32))
      let message = random(40)
      let (one, other) = (pair.signer.sign(message), pair.signer.sign(random(40)))
      #expect(!pair.check(other, message))
      #expect(!pair.check(Array(other[..<32] + one[32...]), message))
      #expect(!pair.check(Array(one[..<32] + other[32...]), message))
      #expect(!pair.check(Array(one[32...] + one[..<32]), message))
      let stranger = try Ed25519.PrivateKey(seed: random(32)).sign(message)
      #expect(!pair.check(stranger, message))
      #expect(!pair.check(Array(one[..<32] + stranger[32...]), message))
      #expect(!pair.check(Array(stranger[..<32] + one[32...]), message))
    }
  }

  @Test("The scalar in any other form than its lowest, and trivial signatures, are refused by both")
  func forms() throws {
    let order = try #require(
      Hex.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"))
    for _ in 0..<200 {
      let pair = try Pair(seed: random(32))
      let message = random(40)
      let signature = pair.signer.sign(message)
      var raised = signature
      // Up to seven times the order fits into the 32 octets.
      for _ in 0..<7 {
        var carry = 0
        for index in 0..<32 {
          let sum = Int(raised[32 + index]) + Int(order[index]) + carry
          raised[32 + index] = UInt8(sum & 255)
          carry = sum >> 8
        }
        #expect(!pair.check(raised, message))
      }
      for octet in [UInt8(0), 1, 255] {
        #expect(!pair.check([UInt8](repeating: octet, count: 64), message))
        let constant = [UInt8](repeating: octet, count: 32)
        #expect(!pair.check(Array(signature[..<32]) + constant, message))
        #expect(!pair.check(constant + Array(signature[32...]), message))
      }
      #expect(!pair.check(Array(signature[..<32]) + order, message))
    }
  }

  @Test("A signature of another length, and a seed of another length, are refused")
  func lengths() throws {
    let pair = try Pair(seed: random(32))
    let signature = pair.signer.sign([1])
    for count in 0..<64 { #expect(!pair.check(Array(signature[..<count]), [1])) }
    #expect(!pair.check(signature + [0], [1]))
    #expect(throws: CryptoError.wrongLength(expected: 32, actual: 31)) {
      try Ed25519.OwnKey(seed: random(31))
    }
  }
}
