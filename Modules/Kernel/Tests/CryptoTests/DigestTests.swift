import Crypto
import Testing

@Suite("Digests")
struct DigestTests {
  @Test(
    "SHA-256 agrees with FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func sha256(message: String, digest: String) {
    #expect(Hex.encode(SHA256.hash(Array(message.utf8))) == digest)
    #expect(Hex.encode(SHA256.hash(utf8: message)) == digest)
    var incremental = SHA256()
    for octet in message.utf8.prefix(200) { incremental.update([octet]) }
    incremental.update(Array(message.utf8.dropFirst(200)))
    let finished = incremental.finish()
    #expect(Hex.encode(finished) == digest)
  }

  @Test("One incremental digest serves many messages")
  func reuse() {
    var digest = SHA256()
    for count in 0..<130 {
      let message = [UInt8](repeating: UInt8(count), count: count)
      digest.update(message)
      let finished = digest.finish()
      #expect(finished == SHA256.hash(message))
    }
  }

  @Test("SHA-1 agrees with FIPS 180-4")
  func sha1() {
    #expect(
      Hex.encode(SHA1.hash(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
  }

  @Test("SHA-512 agrees with FIPS 180-4")
  func sha512() {
    #expect(
      Hex.encode(SHA512.hash(Array("abc".utf8)))
        == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
  }

  @Test(
    "HMAC-SHA-256 agrees with RFC 4231",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), "Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), "what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        "Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      // Not in the RFC: no key and no message, by Python's hmac.
      ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ])
  func hmacSHA256(key: [UInt8], message: String, code: String) {
    #expect(Hex.encode(HMAC.sha256(key: key, message: Array(message.utf8))) == code)
  }

  @Test("HMAC-SHA-512 agrees with RFC 4231 and HMAC-SHA-1 with RFC 2202")
  func otherHMACs() {
    #expect(
      Hex.encode(
        HMAC.sha512(key: [UInt8](repeating: 0x0B, count: 20), message: Array("Hi There".utf8)))
        == "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
        + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854")
    #expect(
      Hex.encode(
        HMAC.sha1(key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8)))
        == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
  }

  @Test("Octets are equal only if all of them are")
  func comparison() {
    #expect(constantTimeEquals([], []) && constantTimeEquals([1, 2], [1, 2]))
    #expect(!constantTimeEquals([1, 2], [1, 3]) && !constantTimeEquals([1], [1, 0]))
    #expect(!constantTimeEquals([], [0]))
  }
}
