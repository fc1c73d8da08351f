public import Ports

/// One database of the program, with the contexts that keep their data in it.
public struct SharedStore: Sendable {
  /// The contexts' names, `platform` among them where its tables are the ones that are read.
  public let contexts: [String]
  /// What it gives to contexts.
  public let store: ContextStore

  /// A database with its contexts.
  public init(contexts: [String], store: ContextStore) {
    self.contexts = contexts
    self.store = store
  }
}

/// Every database of the program. The platform asks for it, whose tables are in each of them; a
/// context has its own database and asks for no other.
public enum StoresPort: PortKey {
  /// The databases, in the order of their first context.
  public typealias Value = [SharedStore]
  /// `Stores`.
  public static let name = "Stores"
}
