public import Kernel
public import Ports

/// A mail as it travels (RFC 5322): lines that end in CR LF, text in UTF-8.
public struct MailMessage: Sendable, Hashable {
  /// The envelope's sender, a bare address.
  public let sender: String
  /// The envelope's recipient, a bare address.
  public let recipient: String
  /// Head and text.
  public let octets: [UInt8]

  /// Whether an address has letters beyond ASCII before its `@`: only mail servers that offer
  /// SMTPUTF8 (RFC 6531) take it.
  public var needsSMTPUTF8: Bool {
    [sender, recipient].contains { $0.utf8.contains { $0 >= 0x80 } }
  }

  /// Puts a mail in its envelope.
  /// - Parameters:
  ///   - from: who sends it, an address or a name with the address in angle brackets.
  ///   - id: what its `Message-ID` is made of.
  public init(_ mail: Mail, from: String, id: MailID, at now: Instant) {
    let bare = Self.bareAddress(from)
    sender = EmailAddress(bare)?.deliverable ?? bare
    recipient = mail.recipient.deliverable ?? mail.recipient.canonical
    let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
    let head = [
      "From: \(Self.author(from, at: sender))", "To: <\(recipient)>",
      "Subject: \(Self.line(mail.subject))",
      "Date: \(Self.date(now))", "Message-ID: <\(id)@\(Self.line(domain))>",
      "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
      // Not quoted-printable, which would break addresses of the web apart.
      "Content-Transfer-Encoding: 8bit", "Auto-Submitted: auto-generated",
    ]
    // By scalars: CR LF is one character.
    let text = mail.text.unicodeScalars.filter { $0 != "\r" }
      .split(separator: "\n", omittingEmptySubsequences: false)
    let lines = head + [""] + text.map { String(String.UnicodeScalarView($0)) }
    octets = Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
  }

  /// The address in a `From` with or without a name.
  static func bareAddress(_ from: String) -> String {
    guard let start = from.lastIndex(of: "<"), let end = from.lastIndex(of: ">"), start < end else {
      return from
    }
    return String(from[from.index(after: start)..<end])
  }

  /// A `From` with the address as mail servers take it. A name beyond ASCII is written in encoded
  /// words (RFC 2047), since not every server takes it otherwise.
  private static func author(_ from: String, at sender: String) -> String {
    guard let start = from.lastIndex(of: "<"), from.lastIndex(of: ">").map({ start < $0 }) == true
    else { return line(sender) }
    let name = line(String(from[..<start]))
    return HeaderWords.encode(name) + "<\(line(sender))>"
  }

  /// A head's field is one line, whatever somebody wrote into it.
  private static func line(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  }

  /// `Sat, 31 Jan 2026 08:00:00 +0000`.
  private static func date(_ now: Instant) -> String {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let (day, second) = Int(now.seconds).quotientAndRemainder(dividingBy: 86_400)
    let date = CivilDate(daysSinceEpoch: day)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    // 1 January 1970 was a Thursday.
    let time = [second / 3600, second / 60 % 60, second % 60].map(two).joined(separator: ":")
    return "\(days[(day + 3) % 7]), \(two(date.day)) \(months[date.month - 1]) \(date.year)"
      + " \(time) +0000"
  }
}
