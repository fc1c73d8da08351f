public import Kernel

/// An address of the authority's payment page, with places for the fine.
public struct PaymentLink: Hashable, Sendable {
  private let pattern: String

  /// A pattern with `{order_number}` and, if it likes, `{amount}`; nil unless it is an address that
  /// a browser opens and names the fine.
  public init?(_ pattern: String) {
    guard pattern.hasPrefix("https://") || pattern.hasPrefix("http://"),
      pattern.contains("{order_number}"), pattern.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    self.pattern = pattern
  }

  /// The address for a fine, its values percent-encoded (RFC 3986, 2.3).
  public func address(number: String, amount: Money) -> String {
    var (address, rest) = ("", Substring(pattern))
    while let open = rest.firstIndex(of: "{") {
      address += rest[..<open]
      rest = rest[open...]
      if rest.hasPrefix("{order_number}") {
        address += Self.encoded(number)
        rest = rest.dropFirst("{order_number}".count)
      } else if rest.hasPrefix("{amount}") {
        address += Self.encoded("\(amount)")
        rest = rest.dropFirst("{amount}".count)
      } else {
        address += "{"
        rest = rest.dropFirst()
      }
    }
    return address + rest
  }

  private static func encoded(_ text: String) -> String {
    var encoded: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for octet in text.utf8 {
      switch octet {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        encoded.append(octet)
      default:
        encoded += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
