public import Router
private import Synchronization

/// A context of the program and what it answers.
public struct ContextPeer: Sendable {
  /// Its name.
  public let context: String
  /// The path below which it answers.
  public let mount: String
  /// What it answers.
  public let ports: ProvidedPorts
  /// What its routes ask of their callers.
  public let permissions: [Permission]

  /// A context under its name.
  public init(
    context: String, mount: String, ports: ProvidedPorts, permissions: [Permission] = []
  ) {
    self.permissions = permissions
    self.context = context
    self.mount = mount
    self.ports = ports
  }
}

/// Every context of the program, for one that serves them all. A context has it when it is put
/// together, and may look into it from when all of them are: in its routes, commands and
/// background work, not in its initializer.
public final class ContextPeers: Sendable {
  private let members = Mutex<[ContextPeer]>([])

  /// Nobody yet.
  public init() {}

  /// The contexts in the order in which they were put together.
  public var all: [ContextPeer] { members.withLock { $0 } }

  /// Tells who they are.
  public func complete(_ peers: [ContextPeer]) {
    members.withLock { $0 = peers }
  }
}
