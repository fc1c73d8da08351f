import Auth
import Testing

@Suite struct TOTPTests {
  @Test(
    "Codes are those of RFC 6238, appendix B, in their last six digits",
    arguments: [
      (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"),
      (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
  func vectors(_ seconds: Int64, _ code: String) {
    #expect(TOTP.code(secret: Array("12345678901234567890".utf8), step: seconds / 30) == code)
  }
}
