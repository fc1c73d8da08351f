public import Kernel

/// One column of one row, on its way to a Swift value.
public struct Column {
  @usableFromInline let source: any RowSource
  @usableFromInline let row: Int
  @usableFromInline let index: Int

  @inlinable
  init(source: any RowSource, row: Int, index: Int) {
    self.source = source
    self.row = row
    self.index = index
  }

  /// The name that the statement gives the column.
  public var name: String { source.columns.names[index] }

  /// Whether the column holds NULL.
  @inlinable
  public var isNull: Bool { source.isNull(row: row, column: index) }

  /// A whole number. Throws `RowError` when the column holds anything else.
  @inlinable
  public func integer() throws -> Int64 {
    guard let value = source.integer(row: row, column: index) else { throw mismatch("integer") }
    return value
  }

  /// A truth value. Throws `RowError` when the column holds anything else.
  @inlinable
  public func bool() throws -> Bool {
    guard let value = source.bool(row: row, column: index) else { throw mismatch("boolean") }
    return value
  }

  /// A floating-point number. Throws `RowError` when the column holds anything else.
  @inlinable
  public func real() throws -> Double {
    guard let value = source.real(row: row, column: index) else { throw mismatch("real") }
    return value
  }

  /// Text. Throws `RowError` when the column holds anything else.
  @inlinable
  public func text() throws -> String {
    guard let value = source.text(row: row, column: index) else { throw mismatch("text") }
    return value
  }

  /// A byte string. Throws `RowError` when the column holds anything else.
  @inlinable
  public func bytes() throws -> [UInt8] {
    guard let value = source.bytes(row: row, column: index) else { throw mismatch("bytes") }
    return value
  }

  /// A UUID. Throws `RowError` when the column holds anything else.
  @inlinable
  public func uuid() throws -> UInt128 {
    guard let value = source.uuid(row: row, column: index) else { throw mismatch("uuid") }
    return value
  }

  /// A point in time. Throws `RowError` when the column holds anything else.
  @inlinable
  public func instant() throws -> Instant {
    guard let value = source.instant(row: row, column: index) else { throw mismatch("instant") }
    return value
  }

  /// A civil date. Throws `RowError` when the column holds anything else.
  @inlinable
  public func date() throws -> CivilDate {
    guard let value = source.date(row: row, column: index) else { throw mismatch("date") }
    return value
  }

  /// The elements of an array of one dimension, each to be read as a column of its type. Throws
  /// `RowError` when the column holds anything else.
  public func elements() throws -> [Column] {
    guard let array = source.array(row: row, column: index) else {
      throw mismatch("array of one dimension")
    }
    return (0..<array.count).map { Column(source: array.elements, row: $0, index: 0) }
  }

  /// The error for a value of the right type that the Swift type does not have.
  public func invalidValue(for type: Any.Type) -> RowError {
    .invalidValue(column: name, type: "\(type)")
  }

  @usableFromInline
  func mismatch(_ expected: String) -> RowError {
    isNull
      ? .isNull(column: name)
      : .typeMismatch(
        column: name, expected: expected, found: source.typeName(row: row, column: index))
  }
}
