public import Kernel

/// The key of a charge, a payout or a refund, which we choose: `ajo-0192…`. It begins with the name
/// of the context that it belongs to, which is where its webhooks go.
public struct PaymentReference: Hashable, Sendable, CustomStringConvertible {
  /// The text: lower-case letters, digits, `_`, `.` and `-`.
  public let text: String

  /// The longest text, in octets. Paystack takes transfers' references of 16 to 50.
  public static let longest = 50

  /// A reference of a context.
  /// - Parameter id: what tells it from others of the context, such as the id of the row.
  public init<Entity>(of context: String, _ id: Identifier<Entity>) {
    text = "\(context)-\(id)"
  }

  /// Reads a reference: 3 to 50 octets of `a`–`z`, digits, `_`, `.`, `-`, a letter first and a `-`
  /// after the context's name.
  public init?(_ text: String) {
    guard (3...Self.longest).contains(text.utf8.count),
      text.utf8.allSatisfy({ Self.isPart($0) }),
      let first = text.utf8.first, Self.isLetter(first), text.utf8.contains(UInt8(ascii: "-"))
    else { return nil }
    self.text = text
  }

  /// The name of the context that it belongs to: what stands before the first `-`.
  public var context: String { String(text.prefix { $0 != "-" }) }

  /// The text.
  public var description: String { text }

  private static func isLetter(_ octet: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet)
  }

  private static func isPart(_ octet: UInt8) -> Bool {
    isLetter(octet) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
      || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(octet)
  }
}
