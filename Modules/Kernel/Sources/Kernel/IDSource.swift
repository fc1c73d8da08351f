/// Makes new ids. Injected, so that a test can choose them.
public protocol IDSource: Sendable {
  /// A new UUID of version 7, its first octet on top; greater than all this source gave before.
  func next() -> UInt128
}

extension IDSource {
  /// A new id, of the kind that the caller's type asks for.
  public func make<Entity>() -> Identifier<Entity> {
    Identifier(rawValue: next())
  }

  /// A new id of an `Entity`.
  public func make<Entity>(_: Entity.Type) -> Identifier<Entity> {
    Identifier(rawValue: next())
  }
}
