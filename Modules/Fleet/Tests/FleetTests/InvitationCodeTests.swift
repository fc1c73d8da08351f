import Fleet
import Kernel
import Testing

/// Codes that people copy from mails and receipts.
@Suite struct InvitationCodeTests {
  private let code = InvitationCode(from: SystemRandomSource())

  @Test("A code is read however it was copied, and as nothing else")
  func copied() throws {
    #expect(code.text.utf8.count == InvitationCode.length)
    let (head, tail) = (code.text.prefix(13), code.text.suffix(13))
    for text in [
      code.text, code.text.lowercased(), " \(head)-\(tail)\r\n", "\u{FEFF}\(head)\u{00A0}\(tail)",
      "\(head)\u{2011}\(tail)\u{200B}", fullWidth(code.text),
    ] {
      #expect(InvitationCode(typed: text) == code, "\(text.debugDescription)")
    }
    for text in ["", "\(head)", "\(code.text)0", "\(head)/\(tail)", "\(head)\(tail.dropLast())é"] {
      #expect(InvitationCode(typed: text) == nil, "\(text.debugDescription)")
    }
  }

  private func fullWidth(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
  }
}
