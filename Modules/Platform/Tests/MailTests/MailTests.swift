import Glibc
import Kernel
import Mail
import Observability
import Ports
import Synchronization
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
      from: "Atrium <no-reply@example.org>", id: [1, 2], at: noon)
    #expect(message.sender == "no-reply@example.org")
    #expect(message.recipient == "ada@example.com")
    let text = String(decoding: message.octets, as: UTF8.self)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.contains("Date: Sat, 31 Jan 2026 12:00:00 +0000"))
    #expect(lines.contains("Message-ID: <0102@example.org>"))
    #expect(lines.contains("https://x.example/?token=a_-b"))
    #expect(lines.contains("Öffne"))
    #expect(!lines.contains { $0.hasPrefix("Bcc:") })
    #expect(message.octets.count { $0 == 10 } == message.octets.count { $0 == 13 })
  }

  @Test("A mail that fails is tried again, and the next one still goes out")
  func retry() async throws {
    let transport = FlakyTransport(failures: 2)
    let log = CollectedLog()
    let queue = queue(transport, log: log)
    queue.post { try mail("one") }
    queue.post { throw CurlySurprise() }
    queue.post { nil }
    queue.post { try mail("two") }
    await queue.drain()
    #expect(transport.delivered == 2)
  }

  @Test("A mail that fails always is given up")
  func giveUp() async throws {
    let transport = FlakyTransport(failures: 100)
    let queue = queue(transport)
    queue.post { try mail("one") }
    await queue.drain()
    #expect(transport.delivered == 0)
    #expect(transport.attempted == 4)
  }

  @Test("Beyond its bound the queue takes none")
  func bound() async throws {
    let transport = FlakyTransport(failures: 0)
    let queue = queue(transport, limit: 3)
    for _ in 0..<10 { queue.post { try mail("one") } }
    await queue.drain()
    #expect(transport.delivered == 3)
  }

  @Test("The file transport leaves one whole file a mail, for its owner alone")
  func files() async throws {
    let directory = "/tmp/atrium-mail-\(UInt64.random(in: 0 ... .max))"
    defer { rmdir(directory) }
    let message = MailMessage(try mail("text"), from: "a@example.org", id: [1], at: noon)
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

  private func queue(
    _ transport: any MailTransport, limit: Int = 100, log: CollectedLog = CollectedLog()
  ) -> MailQueue {
    MailQueue(
      transport: transport, from: "a@example.org", limit: limit, clock: SystemClock(),
      random: SystemRandomSource(), log: Logger(sink: log), pause: { _ in })
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

private struct CurlySurprise: Error {}

private final class FlakyTransport: MailTransport {
  private struct State {
    var failures: Int
    var attempted = 0
    var delivered = 0
  }
  private let state: Mutex<State>

  init(failures: Int) {
    state = Mutex(State(failures: failures))
  }

  var delivered: Int { state.withLock { $0.delivered } }
  var attempted: Int { state.withLock { $0.attempted } }

  func deliver(_ message: MailMessage) async throws {
    try state.withLock { state in
      state.attempted += 1
      guard state.failures == 0 else {
        state.failures -= 1
        throw CurlySurprise()
      }
      state.delivered += 1
    }
  }
}
