/// A difference between what a role may do and what the serving role needs.
///
/// A role that serves reads and writes rows. It must not be able to change the schema, to get rid
/// of a trigger or to empty a table, nor to change what is append-only, whatever happens to the
/// server.
public struct GrantDifference: Sendable, Hashable, CustomStringConvertible {
  /// How it differs.
  public enum Kind: String, Sendable, CaseIterable {
    /// There is no such role.
    case absent
    /// The role needs this and has it not.
    case missing
    /// The role has this and must not have it.
    case excess
  }

  /// How it differs.
  public let kind: Kind
  /// The role that serves.
  public let role: String
  /// What it is about: `table ledger_entries`, `schema public`; nil for the role itself.
  public let object: String?
  /// The privileges as `GRANT` takes them; for the role itself what makes it too powerful, such as
  /// `SUPERUSER`. In order.
  public let privileges: [String]

  /// What differs, in one line.
  public var description: String {
    let list = privileges.joined(separator: ", ")
    let place = object.map { " on \($0)" } ?? ""
    return switch kind {
    case .absent: "there is no role \(role)"
    case .missing: "\(role) lacks \(list)\(place)"
    case .excess: "\(role) must not have \(list)\(place)"
    }
  }
}
