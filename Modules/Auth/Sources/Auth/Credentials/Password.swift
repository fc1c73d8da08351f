import Kernel

/// A password that may be set, in the form in which it is compared (`OpaqueText`): neither blank
/// nor common, and without control characters.
public struct Password: Sendable {
  /// The allowed length in Unicode scalars of the form that is compared. A password is never
  /// truncated.
  public static let length = 8...1024
  /// The longest text that is read as a password, in Unicode scalars: a sign that is composed of
  /// one may be typed as several.
  public static let longestTyped = 4 * 1024

  /// Why a password of the right length may not be set.
  public enum Weakness: Error, Hashable, Sendable, CaseIterable {
    /// It has only blanks and characters that print nothing.
    case blank
    /// It is one of the passwords that attackers try first.
    case common
    /// It has control characters, which no two keyboards type alike.
    case control
  }

  let octets: [UInt8]

  /// Makes a password from text as it was typed. The caller checks the length.
  /// - Throws: `Weakness`.
  public init(_ text: String) throws(Weakness) {
    if let weakness = Self.weakness(of: text) { throw weakness }
    octets = TypedPassword(text).octets
  }

  /// The length of a typed text in the form that is compared.
  public static func length(of text: String) -> Int { form(of: text).unicodeScalars.count }

  /// The weakness of a password; nil if it has none. Surrounding blanks and the case of letters are
  /// ignored for finding common ones, but stay part of the password.
  public static func weakness(of text: String) -> Weakness? {
    let scalars = form(of: text).unicodeScalars
    guard let first = scalars.firstIndex(where: shows),
      let last = scalars.lastIndex(where: shows)
    else { return .blank }
    if CommonPasswords.contain(String(scalars[first...last])) { return .common }
    return OpaqueText(text) == nil ? .control : nil
  }

  /// The form that is compared; the text itself where it has none.
  private static func form(of text: String) -> String { OpaqueText(text)?.canonical ?? text }

  private static func shows(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
      && properties.generalCategory != .control
  }
}

/// A password as somebody typed it, to be compared with an account's.
struct TypedPassword: Sendable {
  /// The form that is hashed today; the text itself where it has none.
  let octets: [UInt8]
  /// The text as it was typed, where that differs: passwords were hashed so by earlier releases.
  let raw: [UInt8]?

  init(_ text: String) {
    let typed = Array(text.utf8)
    octets = OpaqueText(text).map { Array($0.canonical.utf8) } ?? typed
    raw = octets == typed ? nil : typed
  }

  /// How a comparison turned out.
  enum Outcome {
    /// It is another password.
    case wrong
    /// It is the account's.
    case right
    /// It is the account's, which was hashed as it was typed: it is to be hashed anew.
    case rightAsTyped
  }

  /// Compares. A text beyond ASCII may take two comparisons, never more, and as many whether or not
  /// there is an account.
  /// - Throws: as `PasswordHasher.verify` does.
  func compare(with hash: String?, by hasher: any PasswordHasher) async throws -> Outcome {
    if try await hasher.verify(octets, against: hash) { return .right }
    guard let raw else { return .wrong }
    return try await hasher.verify(raw, against: hash) ? .rightAsTyped : .wrong
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
