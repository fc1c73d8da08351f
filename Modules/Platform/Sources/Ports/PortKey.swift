/// Names one thing that contexts ask of each other without knowing each other: `UsersPort` names
/// the directory of users. A context says in `needs` and `uses` which ports it asks for, in
/// `provides` which it answers; the composition puts it after the contexts that answer it.
///
/// A new port is one file: the protocol that contexts call, and its key.
public protocol PortKey: Sendable {
  /// What answers the port.
  associatedtype Value: Sendable
  /// What error messages call the port: the name of what answers it.
  static var name: String { get }
}
