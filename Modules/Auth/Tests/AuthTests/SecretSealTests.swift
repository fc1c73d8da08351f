import Auth
import Kernel
import KernelTesting
import Ports
import Testing

@Suite struct SecretSealTests {
  private let secret = [UInt8](1...32)
  private let place = SecretSeal.Place.signingKey(kid: "k-1")

  private func key(_ octet: UInt8) throws -> SecretSeal.Key {
    try #require(SecretSeal.Key([UInt8](repeating: octet, count: 32)))
  }

  private func seal(_ key: SecretSeal.Key?, _ others: [SecretSeal.Key] = []) -> SecretSeal {
    SecretSeal(key: key, others: others, random: SystemRandomSource())
  }

  @Test("What is sealed is read by whoever has the key, differs each time, and shows nothing")
  func roundTrip() throws {
    let seal = seal(try key(1))
    let kept = try (0..<2).map { _ in try seal.seal(secret, of: place) }
    #expect(kept[0].octets != kept[1].octets)
    for kept in kept {
      #expect(kept.octets.count == 60)
      #expect(kept.octets.firstRange(of: secret.prefix(8)) == nil)
      #expect(kept.keyID == (try key(1).id))
      #expect(try seal.open(kept, of: place) == secret)
    }
  }

  @Test("One octet changed, another row or another key, and it is no secret of this row")
  func bound() throws {
    let seal = seal(try key(1), [try key(2)])
    let kept = try seal.seal(secret, of: place)
    for index in kept.octets.indices {
      var octets = kept.octets
      octets[index] ^= 1
      #expect(throws: DamagedSecret.self) {
        try seal.open(KeptSecret(octets: octets, keyID: kept.keyID), of: place)
      }
    }
    for count in [0, 11, 12, 27, 59] {
      let cut = KeptSecret(octets: Array(kept.octets.prefix(count)), keyID: kept.keyID)
      #expect(throws: DamagedSecret.self) { try seal.open(cut, of: place) }
    }
    #expect(throws: DamagedSecret.self) {
      try seal.open(kept, of: .signingKey(kid: "k-2"))
    }
    #expect(throws: DamagedSecret.self) {
      try seal.open(kept, of: .authenticator(UserID(rawValue: 1)))
    }
    let renamed = KeptSecret(octets: kept.octets, keyID: try key(2).id)
    #expect(throws: DamagedSecret.self) { try seal.open(renamed, of: place) }
  }

  @Test("Without a key secrets are kept as they are; a key that is missing is named")
  func keys() throws {
    let plain = try seal(nil).seal(secret, of: place)
    #expect(plain == KeptSecret(octets: secret, keyID: nil))
    #expect(try seal(try key(1)).open(plain, of: place) == secret)
    let kept = try seal(try key(1)).seal(secret, of: place)
    #expect(try seal(nil, [try key(1)]).open(kept, of: place) == secret)
    let stranger = seal(try key(2))
    #expect(!stranger.knows(kept.keyID) && stranger.knows(nil))
    let error = #expect(throws: UnknownEncryptionKey.self) { try stranger.open(kept, of: place) }
    #expect(error?.description.contains(try key(1).id) == true)
    #expect(SecretSeal.Key([UInt8](repeating: 1, count: 31)) == nil)
    #expect(try key(1).id != key(2).id)
  }
}
