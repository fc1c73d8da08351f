import HTTP
import Kernel

/// What somebody sees of personal data who may not see it whole. Null stays null; whatever is not
/// what it should be is masked whole.
public enum Masking {
  /// What stands for what is not shown.
  public static let mask = "***"

  /// A text as a field of this type is masked.
  public static func masked(_ text: String, as type: AdminFieldType) -> String {
    switch type {
    case .email: email(text)
    case .phone: ending(text)
    case .date: year(text)
    case .address: network(text)
    default: mask
    }
  }

  /// The first letters and the last label: `a***@e***.com`.
  public static func email(_ text: String) -> String {
    guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return mask }
    let (name, domain) = (text[..<at], text[text.utf8.index(after: at)...])
    guard let first = name.unicodeScalars.first, let letter = domain.unicodeScalars.first,
      let dot = domain.utf8.lastIndex(of: UInt8(ascii: ".")), dot > domain.startIndex
    else { return mask }
    return "\(first)\(mask)@\(letter)\(mask)\(domain[dot...])"
  }

  /// The last two characters of a phone or account number: `***78`. A number of less than five is
  /// masked whole.
  public static func ending(_ text: String) -> String {
    let scalars = text.unicodeScalars
    return scalars.count < 5 ? mask : mask + String(scalars.suffix(2))
  }

  /// The year of a civil date: `1990`.
  public static func year(_ text: String) -> String {
    CivilDate(text) == nil ? mask : String(text.prefix(4))
  }

  /// The /16 of an IPv4 address, the /32 of an IPv6 address: `192.0.0.0/16`.
  public static func network(_ text: String) -> String {
    guard let address = IPAddress(text) else { return mask }
    return address.network(ofBits: address.isIPv4 ? 16 : 32)
  }
}
