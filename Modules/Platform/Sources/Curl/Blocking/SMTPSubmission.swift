import CCurl

/// Hands a mail to a mail server (RFC 5321, RFC 6409). It blocks: run it on a pool.
public enum SMTPSubmission {
  /// Submits a mail.
  /// - Parameters:
  ///   - mail: the mail with its head, in lines that end in CR LF.
  ///   - sender: the envelope's sender, a bare address.
  ///   - recipient: the envelope's recipient, a bare address.
  ///   - url: `smtp://` (TLS where the server offers it; with credentials always, unless it is
  ///     this machine) or `smtps://` (TLS from the start), with credentials if it wants any.
  /// - Throws: `SMTPRefusal` if the server will never take the mail; `CurlError` if another attempt
  ///   may succeed.
  public static func submit(
    _ mail: [UInt8], from sender: String, to recipient: String, by url: String
  ) throws {
    let transfer = try transfer(to: url)
    try transfer.set(CURLOPT_MAIL_FROM, "<\(sender)>")
    try transfer.set(CURLOPT_MAIL_RCPT, ["<\(recipient)>"])
    try transfer.upload(mail)
    do {
      _ = try transfer.run()
    } catch {
      throw SMTPRefusal(error, in: transfer.receivedHeader) ?? error
    }
  }

  /// Whether the mail server takes addresses beyond ASCII (RFC 6531), asked on a connection of its
  /// own: libcurl would send such an address to one that does not.
  /// - Parameter url: as for `submit`.
  /// - Throws: `CurlError`.
  public static func offersUTF8(at url: String) throws -> Bool {
    let transfer = try transfer(to: url)
    try transfer.set(CURLOPT_CUSTOMREQUEST, "NOOP")
    try transfer.set(CURLOPT_NOBODY, 1)
    _ = try transfer.run()
    // What a server offers before TLS does not count behind it; 220 begins anew.
    return transfer.receivedHeader.split(separator: UInt8(ascii: "\n")).reduce(false) {
      offers, line in
      let text = String(decoding: line.prefix(64), as: UTF8.self).uppercased()
      if text.hasPrefix("220") { return false }
      let words = text.dropFirst(4).split { $0.isWhitespace }
      return offers || text.hasPrefix("250") && words.first == "SMTPUTF8"
    }
  }

  /// A transfer that speaks to the mail server.
  private static func transfer(to url: String) throws -> CurlTransfer {
    let transfer = try CurlTransfer()
    try transfer.set(CURLOPT_URL, url)
    try transfer.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    let security = mustEncrypt(url) ? CURLUSESSL_ALL : CURLUSESSL_TRY
    try transfer.set(CURLOPT_USE_SSL, Int(security.rawValue))
    // A server that says nothing has its place taken by the next mail.
    try transfer.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, silence)
    try transfer.set(CURLOPT_TIMEOUT, deadline)
    // What the server says is nobody's to read, but for its codes and what it offers.
    try transfer.collect(limit: 65_536)
    try transfer.collectHeader(limit: 65_536)
    return transfer
  }

  /// How long the server may take for one reply, in seconds.
  private static let silence = 20
  /// How long a submission may take in all, in seconds.
  private static let deadline = 60

  /// Credentials do not travel in the clear.
  private static func mustEncrypt(_ url: String) -> Bool {
    let authority = url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return false }
    let host = authority[authority.index(after: at)...]
    return !["localhost", "127.0.0.1", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
  }
}
