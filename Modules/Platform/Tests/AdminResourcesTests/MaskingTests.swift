import AdminResources
import Testing

/// What support sees of personal data.
@Suite struct MaskingTests {
  @Test(
    "Personal data is masked by what it is",
    arguments: [
      (.email, "ada@example.com", "a***@e***.com"),
      (.email, "ada.lovelace@mail.example.co.uk", "a***@m***.uk"),
      (.email, "ä@exämple.test", "ä***@e***.test"),
      (.email, "\"odd@name\"@example.org", "\"***@e***.org"),
      (.email, "ada@localhost", "***"), (.email, "ada", "***"), (.email, "@example.com", "***"),
      (.email, "ada@.com", "***"), (.email, "", "***"),
      (.phone, "+2348012345678", "***78"), (.phone, "0123456789", "***89"),
      (.phone, "1234", "***"), (.phone, "", "***"),
      (.date, "1990-05-01", "1990"), (.date, "01.05.1990", "***"), (.date, "", "***"),
      (.address, "192.0.2.7", "192.0.0.0/16"), (.address, "::ffff:192.0.2.7", "192.0.0.0/16"),
      (.address, "2001:db8:1:2::7", "2001:db8::/32"), (.address, "somewhere", "***"),
      (.text, "Ada Lovelace", "***"), (.longText, "A story", "***"), (.json, "{}", "***"),
      (.url, "https://example.com/ada", "***"), (.image, "x", "***"), (.text, "", "***"),
    ] as [(AdminFieldType, String, String)])
  func table(_ type: AdminFieldType, _ text: String, _ masked: String) {
    #expect(Masking.masked(text, as: type) == masked)
  }
}
