public import Kernel

/// Where an engine keeps the rows of one answer.
///
/// Rows read straight from it, so that an engine decodes from its own representation (a binary
/// Postgres result, packed SQLite values) without values in between. Each reading answers nil when
/// the column holds NULL or something that is not of the type; `Column` makes the error of that.
/// Rows and columns are counted from 0 and are in range: `Row` has checked.
public protocol RowSource: AnyObject, Sendable {
  /// The names, in the order of the statement.
  var columns: ColumnNames { get }
  /// Whether the column holds NULL.
  func isNull(row: Int, column: Int) -> Bool
  /// A whole number: any integer type, and on Postgres a `numeric` without fraction (`SUM`).
  func integer(row: Int, column: Int) -> Int64?
  /// A truth value; on SQLite the integers 0 and 1.
  func bool(row: Int, column: Int) -> Bool?
  /// A floating-point number, or a number that can be read as one.
  func real(row: Int, column: Int) -> Double?
  /// Text, which is valid UTF-8.
  func text(row: Int, column: Int) -> String?
  /// A byte string.
  func bytes(row: Int, column: Int) -> [UInt8]?
  /// A UUID; on SQLite a BLOB of 16 bytes.
  func uuid(row: Int, column: Int) -> UInt128?
  /// A point in time, cut to milliseconds.
  func instant(row: Int, column: Int) -> Instant?
  /// A civil date.
  func date(row: Int, column: Int) -> CivilDate?
  /// An array of one dimension: so many rows of one column, which has the array's name.
  func array(row: Int, column: Int) -> (count: Int, elements: any RowSource)?
  /// The engine's name for what the column holds, for errors: never its value.
  func typeName(row: Int, column: Int) -> String
}

extension RowSource {
  /// No engine but Postgres has arrays.
  public func array(row: Int, column: Int) -> (count: Int, elements: any RowSource)? { nil }
}

/// The names of an answer's columns, made once for a prepared statement.
public final class ColumnNames: Sendable {
  /// The names, in order.
  public let names: [String]

  /// Names in the order of the statement.
  public init(_ names: [String]) {
    self.names = names
  }

  /// How many columns there are.
  public var count: Int { names.count }

  /// The place of a column, or nil. The first one wins where two have one name.
  public func index(of name: String) -> Int? {
    // Answers have a dozen columns: comparing lengths, then bytes, is cheaper than hashing.
    for index in names.indices where names[index] == name { return index }
    return nil
  }
}
