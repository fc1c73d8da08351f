import Glibc
import Kernel
import Mail
import Ports
import Testing

@Suite struct MailTests {
  private let noon = Instant(milliseconds: 1_769_860_800_000)  // 31 January 2026, 12:00

  private func mail(_ text: String, subject: String = "Hello") throws -> Mail {
    Mail(to: try #require(EmailAddress("ada@example.com")), subject: subject, text: text)
  }

  @Test("A mail has a head, CR LF at every line's end and its text as it is")
  func message() throws {
    let message = MailMessage(
      try mail("Öffne\r\nhttps://x.example/?token=a_-b\n", subject: "A\r\nBcc: eve@example.com"),
      from: "Atrium <no-reply@example.org>", id: MailID(rawValue: 0x0102), at: noon)
    #expect(message.sender == "no-reply@example.org")
    #expect(message.recipient == "ada@example.com")
    let text = String(decoding: message.octets, as: UTF8.self)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.contains("Date: Sat, 31 Jan 2026 12:00:00 +0000"))
    #expect(lines.contains("Message-ID: <00000000-0000-0000-0000-000000000102@example.org>"))
    #expect(lines.contains("https://x.example/?token=a_-b"))
    #expect(lines.contains("Öffne"))
    #expect(!lines.contains { $0.hasPrefix("Bcc:") })
    #expect(message.octets.count { $0 == 10 } == message.octets.count { $0 == 13 })
  }

  @Test("A mail is handed to the transport once, and what the transport throws is thrown")
  func sender() async throws {
    let sender = MailSender(
      transport: FullFolder(), from: "a@example.org", clock: SystemClock())
    await #expect(throws: NoSpace(id: "00000000-0000-0000-0000-000000000007@example.org")) {
      try await sender.send(try mail("one"), as: MailID(rawValue: 7))
    }
  }

  @Test("The file transport leaves one whole file a mail, for its owner alone")
  func files() async throws {
    let directory = "/tmp/atrium-mail-\(UInt64.random(in: 0 ... .max))"
    defer { rmdir(directory) }
    let message = MailMessage(
      try mail("text"), from: "a@example.org", id: MailID(rawValue: 1), at: noon)
    try await FileTransport(directory: directory).deliver(message)
    let names = Self.names(in: directory)
    let name = try #require(names.first)
    #expect(names.count == 1 && name.hasSuffix(".eml"))
    var status = stat()
    #expect(stat("\(directory)/\(name)", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(status.st_size == message.octets.count)
    unlink("\(directory)/\(name)")
  }

  private static func names(in directory: String) -> [String] {
    guard let handle = opendir(directory) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}

/// A transport that takes nothing, and tells which mail it did not take.
private struct FullFolder: MailTransport {
  func deliver(_ message: MailMessage) async throws {
    let text = String(decoding: message.octets, as: UTF8.self)
    let line = text.split(separator: "\r\n").first { $0.hasPrefix("Message-ID: ") }
    throw NoSpace(id: line.map { String($0.dropFirst(13).dropLast()) } ?? "")
  }
}

private struct NoSpace: Error, Equatable {
  let id: String
}
