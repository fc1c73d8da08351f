/// A phone number that can be called from anywhere: `+` and 7–15 digits.
public struct PhoneNumber: Hashable, Sendable {
  /// `+4930123456`.
  public let text: String

  /// Reads a number as somebody wrote it; spaces, dots, dashes and brackets count nothing.
  public init?(_ written: String) {
    var digits: [UInt8] = []
    var isInternational = false
    for scalar in written.unicodeScalars {
      switch scalar {
      case "+" where digits.isEmpty && !isInternational: isInternational = true
      case "0"..."9": digits.append(UInt8(truncatingIfNeeded: scalar.value))
      case "(", ")", "[", "]", ".": continue
      default:
        let category = scalar.properties.generalCategory
        guard category == .spaceSeparator || category == .dashPunctuation else { return nil }
      }
      guard digits.count <= 15 else { return nil }
    }
    guard isInternational, digits.count >= 7 else { return nil }
    text = "+" + String(decoding: digits, as: UTF8.self)
  }
}
