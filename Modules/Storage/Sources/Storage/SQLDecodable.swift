public import Kernel

/// A type that can be read from a column.
public protocol SQLDecodable {
  /// Reads the column.
  ///
  /// - Throws: `RowError` when the column holds NULL, another type or an impossible value.
  static func decode(_ column: Column) throws -> Self
}

extension Bool: SQLDecodable {
  /// Reads a truth value.
  @inlinable public static func decode(_ column: Column) throws -> Bool { try column.bool() }
}

extension Int64: SQLDecodable {
  /// Reads a whole number.
  @inlinable public static func decode(_ column: Column) throws -> Int64 { try column.integer() }
}

extension Int: SQLDecodable {
  /// Reads a whole number.
  @inlinable public static func decode(_ column: Column) throws -> Int { Int(try column.integer()) }
}

extension Int32: SQLDecodable {
  /// Reads a whole number, which must fit.
  @inlinable
  public static func decode(_ column: Column) throws -> Int32 {
    guard let value = Int32(exactly: try column.integer()) else {
      throw column.invalidValue(for: Int32.self)
    }
    return value
  }
}

extension Double: SQLDecodable {
  /// Reads a floating-point number.
  @inlinable public static func decode(_ column: Column) throws -> Double { try column.real() }
}

extension String: SQLDecodable {
  /// Reads text.
  @inlinable public static func decode(_ column: Column) throws -> String { try column.text() }
}

extension Identifier: SQLDecodable {
  /// Reads a UUID.
  @inlinable
  public static func decode(_ column: Column) throws -> Identifier {
    Identifier(rawValue: try column.uuid())
  }
}

extension UInt128: SQLDecodable {
  /// Reads a UUID.
  @inlinable public static func decode(_ column: Column) throws -> UInt128 { try column.uuid() }
}

extension Instant: SQLDecodable {
  /// Reads a point in time.
  @inlinable public static func decode(_ column: Column) throws -> Instant { try column.instant() }
}

extension CivilDate: SQLDecodable {
  /// Reads a civil date.
  @inlinable public static func decode(_ column: Column) throws -> CivilDate { try column.date() }
}

extension Array: SQLDecodable where Element: SQLArrayDecodable {
  /// Reads bytes for octets, otherwise an array of one dimension (Postgres only).
  @inlinable public static func decode(_ column: Column) throws -> [Element] {
    try Element.decodeArray(column)
  }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
  /// Reads the value, or nil for NULL.
  @inlinable
  public static func decode(_ column: Column) throws -> Wrapped? {
    column.isNull ? nil : try Wrapped.decode(column)
  }
}

extension SQLDecodable where Self: RawRepresentable, RawValue: SQLDecodable {
  /// Reads the raw value, which must be one that the type has.
  @inlinable
  public static func decode(_ column: Column) throws -> Self {
    guard let value = Self(rawValue: try RawValue.decode(column)) else {
      throw column.invalidValue(for: Self.self)
    }
    return value
  }
}
