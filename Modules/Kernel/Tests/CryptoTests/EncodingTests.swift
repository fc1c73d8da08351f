import Crypto
import Testing

@Suite("Encodings")
struct EncodingTests {
  @Test(
    "Base 64 agrees with RFC 4648",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func base64(text: String, encoded: String) {
    let bytes = Array(text.utf8)
    let unpadded = String(encoded.prefix { $0 != "=" })
    #expect(Base64.encode(bytes) == encoded && Base64.decode(encoded) == bytes)
    #expect(Base64URL.encode(bytes) == unpadded && Base64URL.decode(unpadded) == bytes)
  }

  @Test("Every octet and every length survive, in an alphabet that is safe in URLs")
  func everyOctet() {
    let all = (0...255).map { UInt8($0) }
    for count in 0...256 {
      let bytes = Array(all.suffix(count))
      let text = Base64URL.encode(bytes)
      #expect(Base64URL.decode(text) == bytes)
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
      #expect(Hex.decode(Hex.encode(bytes)) == bytes)
      #expect(!text.utf8.contains { "+/=".utf8.contains($0) })
      var appended = Array("x".utf8)
      Base64URL.append(bytes, to: &appended)
      #expect(String(decoding: appended, as: UTF8.self) == "x" + text)
    }
    #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8" && Base64.encode([0xFB, 0xFF]) == "+/8=")
  }

  @Test(
    "Text that the encoder would not have written is refused for URLs",
    arguments: [
      "Zg==", "Zg=", "Z", "Zm9vY", "Zh", "Zm9", "Zm 9v", "Zm9v\n", "+/8", "Zm9é", "Zm9v\u{0}",
    ])
  func strictURL(text: String) {
    #expect(Base64URL.decode(text) == nil)
  }

  @Test(
    "Text that the encoder would not have written is refused",
    arguments: [
      "Zg", "Zg=", "Z===", "====", "=", "Zh==", "Zm9=", "Zg==Zg==", "-_8=", "Zm9v ", "Zm=v",
    ])
  func strict(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test("Base 16 is read in either case and written in lower")
  func hex() {
    #expect(Hex.decode("00fFAb") == [0, 255, 171] && Hex.encode([0, 255, 171]) == "00ffab")
    #expect(Hex.decode("0") == nil && Hex.decode("0g") == nil && Hex.decode(" 00") == nil)
  }
}
