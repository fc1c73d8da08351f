/// One row of an answer.
public struct Row: Sendable {
  @usableFromInline let source: any RowSource
  @usableFromInline let index: Int
  /// Kept beside each row, so that reading a value need not ask the answer for its columns.
  @usableFromInline let width: Int

  /// The row at a place of an engine's answer, which has so many columns.
  @inlinable
  public init(_ source: any RowSource, at index: Int, width: Int) {
    self.source = source
    self.index = index
    self.width = width
  }

  /// The names of the columns, in the order of the statement.
  public var columns: ColumnNames { source.columns }

  /// The value of a column by its place, counted from 0.
  ///
  /// - Throws: `RowError` when there is no such column, or it holds NULL or another type.
  @inlinable
  public func get<Value: SQLDecodable>(_ index: Int, as type: Value.Type = Value.self) throws
    -> Value
  {
    guard index >= 0, index < width else { throw RowError.noColumn("#\(index)") }
    return try Value.decode(Column(source: source, row: self.index, index: index))
  }

  /// The value of a column by its name.
  ///
  /// - Throws: `RowError` when there is no such column, or it holds NULL or another type.
  @inlinable
  public func get<Value: SQLDecodable>(_ name: String, as type: Value.Type = Value.self) throws
    -> Value
  {
    guard let index = source.columns.index(of: name) else { throw RowError.noColumn(name) }
    return try Value.decode(Column(source: source, row: self.index, index: index))
  }

  /// The value of a column by its name.
  ///
  /// - Throws: `RowError` when there is no such column, or it holds NULL or another type.
  @inlinable
  public subscript<Value: SQLDecodable>(name: String) -> Value {
    get throws { try get(name) }
  }

  /// The value of a column by its place, counted from 0.
  ///
  /// - Throws: `RowError` when there is no such column, or it holds NULL or another type.
  @inlinable
  public subscript<Value: SQLDecodable>(index: Int) -> Value {
    get throws { try get(index) }
  }
}

/// A row that is not what the code expected: the statement and its reader disagree.
public enum RowError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The answer has no column of this name (or place, written `#3`).
  case noColumn(String)
  /// The column holds NULL, and the type has no place for it.
  case isNull(column: String)
  /// The column holds another type than was asked for.
  case typeMismatch(column: String, expected: String, found: String)
  /// The column holds the right type, but a value that the type does not have.
  case invalidValue(column: String, type: String)

  /// What is wrong with which column. The value is never shown.
  public var description: String {
    switch self {
    case .noColumn(let column): "the answer has no column \(column)"
    case .isNull(let column): "column \(column) is NULL"
    case .typeMismatch(let column, let expected, let found):
      "column \(column) is \(found), not \(expected)"
    case .invalidValue(let column, let type):
      "column \(column) holds a value that is no \(type)"
    }
  }
}
