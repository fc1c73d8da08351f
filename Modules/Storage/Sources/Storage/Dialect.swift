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

  /// Ends a SELECT whose rows shall stay as they are until the transaction is over. Several
  /// transactions may have them so at once.
  public var sharingRows: SQL {
    switch self {
    case .postgres: "FOR SHARE"
    case .sqlite: ""
    }
  }

  /// A table named `name` with a row an element of the arrays, whose columns are `c1`, `c2`, … in
  /// their order: for FROM, so that a batch is one statement.
  ///
  /// Postgres wants the columns named, and SQLite's function, which is ours, names them itself.
  /// Postgres is not to see how long the first array is, either: it would take a plan for a few
  /// rows for cheaper than the one it has for any number, and plan each such statement anew.
  /// - Parameter arrays: 1–16 arrays of one length; on Postgres up to 20.
  public func unnest(_ arrays: [SQLValue], as name: SQL) -> SQL {
    switch self {
    case .postgres:
      let values: [SQL] = arrays.enumerated().map { $0 == 0 ? "(SELECT \($1))" : "\($1)" }
      let columns = SQL.joined(Self.columns.prefix(arrays.count), separator: ", ")
      return "unnest(\(SQL.joined(values, separator: ", "))) AS \(name) (\(columns))"
    case .sqlite: return "unnest(\(SQL.list(arrays))) AS \(name)"
    }
  }

  private static let columns: [SQL] = [
    "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12", "c13", "c14", "c15",
    "c16", "c17", "c18", "c19", "c20",
  ]

  /// Follows an expression that shall be one of an array's elements.
  ///
  /// As in `unnest`, Postgres is not shown how long the array is. COALESCE is there for the
  /// grammar, which takes a SELECT after ANY for rows to look through.
  public func isAmong(_ array: SQLValue) -> SQL {
    switch self {
    case .postgres: "= ANY (COALESCE((SELECT \(array)), NULL))"
    case .sqlite: "IN (SELECT c1 FROM unnest(\(array)))"
    }
  }

  /// Follows an expression that shall be one of the rows of a SELECT, which is run once: Postgres
  /// might join a whole table with a subquery of IN, or run one that locks rows again and again.
  public func isAmongRows(of select: SQL) -> SQL {
    switch self {
    case .postgres: "= ANY (ARRAY(\(select)))"
    case .sqlite: "IN (\(select))"
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
