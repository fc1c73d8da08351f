import Kernel
public import Ports
import Synchronization

/// Keeps mails instead of sending them; a test writes those that wait when it looks.
public final class Mailbox: Mailer {
  private let waiting = Mutex<[@Sendable () async throws -> Mail?]>([])

  /// An empty one.
  public init() {}

  /// Keeps a mail.
  public func post(_ compose: @escaping @Sendable () async throws -> Mail?) {
    waiting.withLock { $0.append(compose) }
  }

  /// The mails since the last look, in their order.
  public func open() async throws -> [Mail] {
    let letters = waiting.withLock { letters in
      defer { letters = [] }
      return letters
    }
    var mails: [Mail] = []
    for compose in letters { if let mail = try await compose() { mails.append(mail) } }
    return mails
  }

  /// The token in the only mail since the last look.
  public func token() async throws -> String {
    let mails = try await open()
    guard mails.count == 1, let start = mails[0].text.range(of: "?token=") else {
      throw NoSuchMail(count: mails.count)
    }
    return String(mails[0].text[start.upperBound...].prefix { !$0.isWhitespace })
  }
}

extension String {
  /// Where a text stands first.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    indices.lazy.compactMap { start in
      self[start...].hasPrefix(text)
        ? start..<self.index(start, offsetBy: text.count) : nil
    }.first
  }
}

/// There is not one mail with a token.
public struct NoSuchMail: Error {
  /// How many mails there are.
  public let count: Int
}
