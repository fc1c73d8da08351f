/// A password that may be set: neither short nor among those that are tried first.
public struct Password: Sendable {
  /// How many characters (Unicode scalars) it may have. It is never truncated.
  public static let length = 8...1024

  /// Why a password may not be set although it is long enough.
  public enum Weakness: Hashable, Sendable {
    /// It is made of blanks and of signs that show nothing.
    case blank
    /// It is one of those that are tried first.
    case common
  }

  let octets: [UInt8]

  /// Takes a password as it was typed.
  /// - Throws: `AuthRefusal.passwordBlank` or `passwordTooCommon`. The length is the caller's to
  ///   check, who can tell which field is at fault.
  public init(_ text: String) throws(AuthRefusal) {
    switch Self.weakness(of: text) {
    case .blank: throw .passwordBlank
    case .common: throw .passwordTooCommon
    case nil: octets = Array(text.utf8)
    }
  }

  /// What is wrong with a password, if anything is. Blanks around it and the case of its letters
  /// do not make a common one uncommon; it is kept as it was typed nevertheless.
  public static func weakness(of text: String) -> Weakness? {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: shows),
      let last = scalars.lastIndex(where: shows)
    else { return .blank }
    return CommonPasswords.contain(String(scalars[first...last])) ? .common : nil
  }

  private static func shows(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
      && properties.generalCategory != .control
  }
}

/// Computes password hashes: slowly, away from the loop, and only so many at once.
public protocol PasswordHasher: Sendable {
  /// The hash to keep, with its salt and parameters.
  /// - Throws: an `Unavailability` when too many wait already.
  func hash(_ password: [UInt8]) async throws -> String

  /// Whether the password is the one that was hashed. Without a hash it takes as long and is
  /// false, so that the time does not tell whether there is an account.
  /// - Throws: an `Unavailability` when too many wait already.
  func verify(_ password: [UInt8], against hash: String?) async throws -> Bool

  /// Whether the hash was made with lesser parameters than are in use now.
  func isOutdated(_ hash: String) -> Bool
}
