public import Kernel

/// A part of what a context keeps about one person, under a name of its own.
public struct PersonalDataSection: Sendable {
  /// Takes one JSON value, written out.
  public typealias Append = @Sendable (_ json: [UInt8]) async throws -> Void

  /// The name, in snake_case: `sessions`.
  public let name: String
  /// Whether the values are the elements of a list; if not, there is exactly one.
  public let isList: Bool
  /// Writes the values. It waits while whoever reads is behind, so that a long list is never in
  /// memory as a whole.
  public let write: @Sendable (Append) async throws -> Void

  /// A section of one value.
  public static func value(
    _ name: String, _ json: @escaping @Sendable () async throws -> [UInt8]
  ) -> PersonalDataSection {
    PersonalDataSection(name: name, isList: false) { try await $0(json()) }
  }

  /// A section that is a list.
  public static func list(
    _ name: String, _ write: @escaping @Sendable (Append) async throws -> Void
  ) -> PersonalDataSection {
    PersonalDataSection(name: name, isList: true, write: write)
  }
}

/// Where a context tells what it keeps about a person, for them to take away (GDPR, articles 15
/// and 20). No secret is part of it, and nothing about anybody else.
public protocol PersonalDataSource: Sendable {
  /// All that is kept about a user, section by section.
  func sections(of user: UserID) -> [PersonalDataSection]
}
