/// A password that may be set: neither blank nor common.
public struct Password: Sendable {
  /// The allowed length in Unicode scalars. A password is never truncated.
  public static let length = 8...1024

  /// Why a password of the right length may not be set.
  public enum Weakness: Error, Hashable, Sendable, CaseIterable {
    /// It has only blanks and characters that print nothing.
    case blank
    /// It is one of the passwords that attackers try first.
    case common
  }

  let octets: [UInt8]

  /// Makes a password from text as it was typed. The caller checks the length.
  /// - Throws: `Weakness`.
  public init(_ text: String) throws(Weakness) {
    if let weakness = Self.weakness(of: text) { throw weakness }
    octets = Array(text.utf8)
  }

  /// The weakness of a password; nil if it has none. Surrounding blanks and the case of letters are
  /// ignored for that, but stay part of the password.
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

/// Computes password hashes, slowly, off the event loop, and a bounded number at once.
public protocol PasswordHasher: Sendable {
  /// The hash of a password, with its salt and parameters.
  /// - Throws: an `Unavailability` if too many are waiting already.
  func hash(_ password: [UInt8]) async throws -> String

  /// Whether a password matches a hash. Without a hash it takes as long and returns false, so that
  /// the time does not reveal whether there is an account.
  /// - Throws: an `Unavailability` if too many are waiting already.
  func verify(_ password: [UInt8], against hash: String?) async throws -> Bool

  /// Whether the hash was made with weaker parameters than the current ones.
  func isOutdated(_ hash: String) -> Bool
}
