import CCurl

/// A mail server will never take a mail: it answered the sender, the recipient or the mail itself
/// by a code from 500 to 599 (RFC 5321, 4.2.1).
public struct SMTPRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The code, such as 550: no such mailbox.
  public let code: Int

  /// What the server answered.
  public var description: String { "the mail server refused the mail: \(code)" }

  /// What asks the client to sign in, or to encrypt (RFC 4954, RFC 3207): the settings are wrong,
  /// and the mail is not.
  private static let ofSettings: Set<Int> = [530, 534, 535, 538]

  /// The refusal that ended a submission; nil if something else did.
  /// - Parameters:
  ///   - error: how the submission ended.
  ///   - replies: every line that the server wrote.
  init?(_ error: CurlError, in replies: [UInt8]) {
    // The greeting, signing in or encryption failed: no mail was spoken of yet.
    guard Self.endsOfMails.contains(error.code) else { return nil }
    let codes = replies.split(separator: UInt8(ascii: "\n")).compactMap { line in
      Int(String(decoding: line.prefix(3), as: UTF8.self))
    }
    // What came last ended it, but for the answer to QUIT. Who has not been greeted says no 250.
    guard codes.contains(250), let code = codes.last(where: { $0 != 221 }),
      (500...599).contains(code), !Self.ofSettings.contains(code)
    else { return nil }
    self.code = code
  }

  /// By what libcurl tells that `MAIL`, `RCPT`, `DATA` or the mail was refused.
  private static let endsOfMails: Set<UInt32> = [
    CURLE_SEND_ERROR.rawValue, CURLE_RECV_ERROR.rawValue, CURLE_WEIRD_SERVER_REPLY.rawValue,
  ]
}
