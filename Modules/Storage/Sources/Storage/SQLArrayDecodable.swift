public import Kernel

/// A type whose arrays can be read from a column: the counterpart of `SQLArrayElement`.
public protocol SQLArrayDecodable {
  /// Reads the whole array.
  ///
  /// - Throws: `RowError` when the column holds NULL or anything but an array of one dimension, or
  ///   when an element does not fit the type: a NULL among them fits optionals only.
  static func decodeArray(_ column: Column) throws -> [Self]
}

extension SQLArrayDecodable where Self: SQLDecodable {
  /// Reads element by element, as columns of the element's type are read.
  @inlinable
  public static func decodeArray(_ column: Column) throws -> [Self] {
    try column.elements().map(Self.decode)
  }
}

extension Bool: SQLArrayDecodable {}
extension Int64: SQLArrayDecodable {}
extension Int: SQLArrayDecodable {}
extension Int32: SQLArrayDecodable {}
extension Double: SQLArrayDecodable {}
extension String: SQLArrayDecodable {}
extension Identifier: SQLArrayDecodable {}
extension UInt128: SQLArrayDecodable {}
extension Instant: SQLArrayDecodable {}
extension CivilDate: SQLArrayDecodable {}
extension Array: SQLArrayDecodable where Element == UInt8 {}
extension Optional: SQLArrayDecodable where Wrapped: SQLDecodable {}

extension UInt8: SQLArrayDecodable {
  /// An array of octets is a byte string, not a list of numbers.
  @inlinable public static func decodeArray(_ column: Column) throws -> [UInt8] {
    try column.bytes()
  }
}
