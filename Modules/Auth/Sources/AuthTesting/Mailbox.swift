import Kernel
public import Ports
import Synchronization

/// Keeps mails instead of sending them; they are composed when a test opens the mailbox.
public final class Mailbox: Mailer {
  private let waiting = Mutex<[@Sendable () async throws -> Mail?]>([])

  /// Makes an empty mailbox.
  public init() {}

  /// Keeps a mail.
  public func post(_ compose: @escaping @Sendable () async throws -> Mail?) {
    waiting.withLock { $0.append(compose) }
  }

  /// Composes and removes the waiting mails, in order.
  public func open() async throws -> [Mail] {
    let letters = waiting.withLock { letters in
      defer { letters = [] }
      return letters
    }
    var mails: [Mail] = []
    for compose in letters { if let mail = try await compose() { mails.append(mail) } }
    return mails
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
