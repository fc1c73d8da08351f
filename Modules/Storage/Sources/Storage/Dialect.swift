/// The engine that a piece of SQL is meant for.
///
/// Statements are shared between the engines. A member is added here only when the second engine
/// forces a different spelling, so that this list stays the complete account of how they differ.
public enum Dialect: String, Sendable, Hashable, CaseIterable {
  case postgres
  case sqlite

  /// Ends a SELECT whose rows the transaction is going to change.
  ///
  /// SQLite has one writer, and a transaction there holds the whole file already.
  public var lockingRows: SQL {
    switch self {
    case .postgres: "FOR UPDATE"
    case .sqlite: ""
    }
  }

  /// Ends a SELECT that takes work from a queue: rows another worker has locked are passed over.
  public var lockingFreeRows: SQL {
    switch self {
    case .postgres: "FOR UPDATE SKIP LOCKED"
    case .sqlite: ""
    }
  }
}
