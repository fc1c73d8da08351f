/// A password that may be set: neither short nor among those that are tried first.
public struct Password: Sendable {
  /// How many characters (Unicode scalars) it may have. It is never truncated.
  public static let length = 8...1024

  let octets: [UInt8]

  /// Takes a password as it was typed.
  /// - Throws: `AuthRefusal.passwordTooCommon`. The length is the caller's to check, who can tell
  ///   which field is at fault.
  public init(_ text: String) throws(AuthRefusal) {
    guard !CommonPasswords.contain(text) else { throw .passwordTooCommon }
    octets = Array(text.utf8)
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
