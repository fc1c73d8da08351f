import Curl
import EventLoop
import Kernel
import Mail
import Ports
import Testing

@Suite struct SMTPTests {
  @Test("A mail server gets the envelope and the mail as it is, lines of dots included")
  func submission() throws {
    let peer = try SMTPPeer()
    let mail = "Subject: x\r\n\r\n.\r\n..two\r\nÖffne https://x.example/?token=a=b\r\n"
    try SMTPSubmission.submit(
      Array(mail.utf8), from: "a@example.org", to: "ada@example.com",
      by: "smtp://127.0.0.1:\(peer.port)")
    let seen = peer.finish()
    #expect(seen.contains("MAIL FROM:<a@example.org>"))
    #expect(seen.contains("RCPT TO:<ada@example.com>"))
    #expect(seen.contains("\r\n..\r\n...two\r\nÖffne https://x.example/?token=a=b\r\n.\r\n"))
  }

  private func international() throws -> MailMessage {
    let recipient = try #require(EmailAddress("\u{E4}da@m\u{FC}nchen.example"))
    return MailMessage(
      Mail(to: recipient, subject: "x", text: "y"), from: "a@example.org", id: MailID(rawValue: 1),
      at: Instant(seconds: 0))
  }

  @Test("A domain beyond ASCII is told to the mail server as the DNS has it, and in the head too")
  func domains() async throws {
    let peer = try SMTPPeer()
    let transport = SMTPTransport(url: peer.url, pool: BlockingPool(threads: 1, queueLimit: 1))
    let recipient = try #require(EmailAddress("ada@m\u{FC}nchen.example"))
    let sender = MailSender(
      transport: transport, from: "Stra\u{DF}e <no-reply@m\u{FC}nchen.example>",
      clock: SystemClock())
    try await sender.send(
      Mail(to: recipient, subject: "x", text: "y"), as: MailID(rawValue: 1))
    let seen = peer.finish()
    #expect(seen.contains("RCPT TO:<ada@xn--mnchen-3ya.example>"))
    #expect(seen.contains("MAIL FROM:<no-reply@xn--mnchen-3ya.example>"))
    #expect(seen.contains("To: <ada@xn--mnchen-3ya.example>"))
    #expect(seen.contains("From: =?utf-8?B?U3RyYcOfZQ==?= <no-reply@xn--mnchen-3ya.example>"))
    #expect(seen.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test("An address beyond ASCII is refused for good where the mail server does not take any")
  func withoutSMTPUTF8() async throws {
    let peer = try SMTPPeer(answering: ["EHLO": "250-peer\r\n250 8BITMIME"])
    let transport = SMTPTransport(url: peer.url, pool: BlockingPool(threads: 1, queueLimit: 1))
    await #expect(throws: MailRefused.self) { try await transport.deliver(international()) }
    let seen = peer.finish()
    #expect(!seen.contains("RCPT"))
    #expect(seen.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test("A mail server tells whether it takes addresses beyond ASCII, and then is asked to")
  func withSMTPUTF8() throws {
    let offers = ["EHLO": "250-peer\r\n250-8BITMIME\r\n250 SMTPUTF8"]
    let asked = try SMTPPeer(answering: offers)
    #expect(try SMTPSubmission.offersUTF8(at: asked.url))
    _ = asked.finish()
    let peer = try SMTPPeer(answering: offers)
    let message = try international()
    try SMTPSubmission.submit(
      message.octets, from: message.sender, to: message.recipient, by: peer.url)
    let seen = peer.finish()
    #expect(seen.contains("MAIL FROM:<a@example.org> SMTPUTF8"))
    #expect(seen.contains("RCPT TO:<\u{E4}da@xn--mnchen-3ya.example>"))
  }

  @Test("A domain that is no name of the DNS is refused for good")
  func noDomain() async throws {
    let recipient = try #require(EmailAddress("ada@\u{5D0}1a\u{5D0}.example"))
    let sender = MailSender(
      transport: SMTPTransport(
        url: "smtp://127.0.0.1:9", pool: BlockingPool(threads: 1, queueLimit: 1)),
      from: "a@example.org", clock: SystemClock())
    await #expect(throws: MailRefused.self) {
      try await sender.send(Mail(to: recipient, subject: "x", text: "y"), as: MailID(rawValue: 1))
    }
  }

  @Test("Credentials are not sent where there is no TLS, and other protocols are not spoken")
  func refusals() throws {
    let peer = try SMTPPeer()
    // The name is this machine's in every resolver, but it is not known to be.
    #expect(throws: CurlError.self) {
      try SMTPSubmission.submit(
        [], from: "a@example.org", to: "ada@example.com",
        by: "smtp://user:secret@127.0.0.2:\(peer.port)")
    }
    #expect(!peer.finish().contains("AUTH"))
    #expect(throws: CurlError.self) {
      try SMTPSubmission.submit(
        [], from: "a@example.org", to: "ada@example.com", by: "file:///etc/passwd")
    }
    #expect(throws: CurlError.self) { try WebFetch.get("file:///etc/passwd", limit: 100) }
  }

  @Test(
    "What the server will never take is refused for good",
    arguments: [
      ("RCPT", "550 no such mailbox", 550), ("RCPT", "501 syntax", 501),
      ("MAIL", "553 not allowed", 553), ("DATA", "554 no", 554), (".", "552 too large", 552),
    ])
  func refused(at command: String, by reply: String, code: Int) async throws {
    let peer = try SMTPPeer(answering: [command: reply])
    let transport = SMTPTransport(url: peer.url, pool: BlockingPool(threads: 1, queueLimit: 1))
    await #expect(throws: MailRefused("the mail server refused the mail: \(code)")) {
      try await transport.deliver(Self.mail())
    }
    _ = peer.finish()
  }

  @Test(
    "Where another attempt may succeed, the mail is not refused",
    arguments: [
      ("", "554 not now"), ("MAIL", "421 closing"), ("MAIL", "530 sign in first"),
      ("RCPT", "450 greylisted"), ("DATA", "451 try later"), (".", "452 full"),
    ])
  func putOff(at command: String, by reply: String) async throws {
    let peer = try SMTPPeer(answering: [command: reply])
    let transport = SMTPTransport(url: peer.url, pool: BlockingPool(threads: 1, queueLimit: 1))
    await #expect(throws: CurlError.self) { try await transport.deliver(Self.mail()) }
    _ = peer.finish()
  }

  @Test("A server that does not answer for one mail takes others meanwhile")
  func silence() async throws {
    let silent = try SMTPPeer(answering: ["RCPT": nil])
    let awake = try SMTPPeer()
    let pool = BlockingPool(threads: 2, queueLimit: 0)
    let held = Task {
      try await SMTPTransport(url: silent.url, pool: pool).deliver(Self.mail())
    }
    await silent.fallsSilent()
    try await SMTPTransport(url: awake.url, pool: pool).deliver(Self.mail())
    #expect(awake.finish().contains("RCPT TO:<ada@example.com>"))
    silent.hangUp()
    await #expect(throws: CurlError.self) { try await held.value }
  }

  @Test("Whoever ends does not wait for a server that does not answer")
  func cancelled() async throws {
    let silent = try SMTPPeer(answering: ["RCPT": nil])
    let pool = BlockingPool(threads: 1, queueLimit: 0)
    let held = Task {
      try await SMTPTransport(url: silent.url, pool: pool).deliver(Self.mail())
    }
    await silent.fallsSilent()
    held.cancel()
    await #expect(throws: CancellationError.self) { try await held.value }
    silent.hangUp()
  }

  private static func mail() throws -> MailMessage {
    let recipient = try #require(EmailAddress("ada@example.com"))
    return MailMessage(
      Mail(to: recipient, subject: "x", text: "y\n"), from: "a@example.org",
      id: MailID(rawValue: 1), at: Instant(seconds: 0))
  }
}
