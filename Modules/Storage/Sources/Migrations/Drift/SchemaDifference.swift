/// A difference between a schema and what its migrations made.
public struct SchemaDifference: Sendable, Hashable, CustomStringConvertible {
  /// How it differs.
  public enum Kind: String, Sendable, CaseIterable {
    /// The migrations made it, and it is gone.
    case missing
    /// It is there, and no migration made it.
    case extra
    /// It is there in another form.
    case different
  }

  /// How it differs.
  public let kind: Kind
  /// What it is: `column auth_users.email`, `index auth_users_email`.
  public let object: String
  /// What the migrations made; nil for an extra one.
  public let expected: String?
  /// What is there; nil for a missing one.
  public let actual: String?

  /// The kind and the object, and the lines of its definition that differ.
  public var description: String {
    guard let expected, let actual else { return "\(kind.rawValue): \(object)" }
    let (wanted, found) = (Self.lines(expected), Self.lines(actual))
    let gone = wanted.filter { !found.contains($0) }.map { "\n    expected  \($0)" }
    let come = found.filter { !wanted.contains($0) }.map { "\n    found     \($0)" }
    return "\(kind.rawValue): \(object)\((gone + come).joined())"
  }

  private static func lines(_ definition: String) -> [Substring] {
    definition.split(separator: "\n").map { $0.drop { $0 == " " } }
  }

  /// Compares two schemas, objects by name.
  static func between(
    expected: [String: String], actual: [String: String], reportsExtra: Bool
  ) -> [SchemaDifference] {
    Set(expected.keys).union(actual.keys).sorted().compactMap { object in
      let (wanted, found) = (expected[object], actual[object])
      if wanted == found { return nil }
      if wanted == nil, !reportsExtra { return nil }
      let kind: Kind = wanted == nil ? .extra : found == nil ? .missing : .different
      return SchemaDifference(kind: kind, object: object, expected: wanted, actual: found)
    }
  }
}
