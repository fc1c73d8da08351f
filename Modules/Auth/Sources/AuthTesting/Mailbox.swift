public import Kernel
public import Ports
import Synchronization

/// Keeps mails instead of sending them.
public final class SentMails: Mailer {
  private let mails = Mutex<[Mail]>([])
  private let failures = Mutex<[String: any Error]>([:])

  /// Nothing was sent.
  public init() {}

  /// Keeps a mail, unless its recipient is one whose mails fail.
  public func send(_ mail: Mail, as id: MailID) async throws {
    if let error = failures.withLock({ $0[mail.recipient.canonical] }) { throw error }
    mails.withLock { $0.append(mail) }
  }

  /// Has mails to an address fail; with nil they do no longer.
  public func fail(mailsTo address: String, with error: (any Error)?) {
    failures.withLock { $0[address] = error }
  }

  /// Removes the mails, in the order in which they were sent.
  public func take() -> [Mail] {
    mails.withLock { mails in
      defer { mails = [] }
      return mails
    }
  }
}

/// The mails of a fixture. Letters that were enqueued are sent when a test opens it.
public struct Mailbox: Sendable {
  /// What was sent.
  public let sent: SentMails
  let sendWaiting: @Sendable () async throws -> Void

  /// Sends what waits, and removes and returns the mails, in order.
  public func open() async throws -> [Mail] {
    try await sendWaiting()
    return sent.take()
  }

  /// The token in the only waiting mail.
  /// - Throws: `NoSuchMail`.
  public func token() async throws -> String {
    let mails = try await open()
    guard mails.count == 1, let start = mails[0].text.range(of: "?token=") else {
      throw NoSuchMail(count: mails.count)
    }
    return String(mails[0].text[start.upperBound...].prefix { !$0.isWhitespace })
  }
}

extension String {
  /// The first occurrence of a text.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    indices.lazy.compactMap { start in
      self[start...].hasPrefix(text)
        ? start..<self.index(start, offsetBy: text.count) : nil
    }.first
  }
}

/// There is not exactly one mail, or it has no token.
public struct NoSuchMail: Error {
  /// The number of mails.
  public let count: Int
}
