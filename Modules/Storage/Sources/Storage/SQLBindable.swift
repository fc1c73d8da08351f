public import Kernel

/// A type whose values may stand in the interpolations of a statement.
public protocol SQLBindable {
  /// What the engine is given in place of the value.
  var sqlValue: SQLValue { get }
}

/// An element that has an array type in Postgres.
public protocol SQLArrayElement {
  /// The whole array as one value.
  static func sqlValue(of elements: [Self]) -> SQLValue
}

extension SQLValue: SQLBindable {
  /// Itself.
  @inlinable public var sqlValue: SQLValue { self }
}

extension Bool: SQLBindable, SQLArrayElement {
  /// A `bool`.
  @inlinable public var sqlValue: SQLValue { .bool(self) }
  /// A `boolean[]`.
  @inlinable public static func sqlValue(of elements: [Bool]) -> SQLValue { .bools(elements) }
}

extension Int64: SQLBindable, SQLArrayElement {
  /// An `integer`.
  @inlinable public var sqlValue: SQLValue { .integer(self) }
  /// A `bigint[]`.
  @inlinable public static func sqlValue(of elements: [Int64]) -> SQLValue { .integers(elements) }
}

extension Int: SQLBindable, SQLArrayElement {
  /// An `integer`.
  @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
  /// A `bigint[]`.
  @inlinable public static func sqlValue(of elements: [Int]) -> SQLValue {
    .integers(elements.map(Int64.init))
  }
}

extension Int32: SQLBindable {
  /// An `integer`.
  @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Double: SQLBindable {
  /// A `real`.
  @inlinable public var sqlValue: SQLValue { .real(self) }
}

extension String: SQLBindable, SQLArrayElement {
  /// A `text`.
  @inlinable public var sqlValue: SQLValue { .text(self) }
  /// A `text[]`.
  @inlinable public static func sqlValue(of elements: [String]) -> SQLValue { .texts(elements) }
}

extension Substring: SQLBindable {
  /// A `text`.
  @inlinable public var sqlValue: SQLValue { .text(String(self)) }
}

extension UInt8: SQLArrayElement {
  /// An array of octets is a byte string, not a list of numbers.
  @inlinable public static func sqlValue(of elements: [UInt8]) -> SQLValue { .bytes(elements) }
}

extension Identifier: SQLBindable, SQLArrayElement {
  /// A `uuid`.
  @inlinable public var sqlValue: SQLValue { .uuid(rawValue) }
  /// A `uuid[]`.
  @inlinable public static func sqlValue(of elements: [Identifier]) -> SQLValue {
    .uuids(elements.map(\.rawValue))
  }
}

extension UInt128: SQLBindable, SQLArrayElement {
  /// A `uuid`.
  @inlinable public var sqlValue: SQLValue { .uuid(self) }
  /// A `uuid[]`.
  @inlinable public static func sqlValue(of elements: [UInt128]) -> SQLValue { .uuids(elements) }
}

extension Instant: SQLBindable, SQLArrayElement {
  /// An `instant`.
  @inlinable public var sqlValue: SQLValue { .instant(self) }
  /// A `timestamptz[]`.
  @inlinable public static func sqlValue(of elements: [Instant]) -> SQLValue {
    .instants(elements)
  }
}

extension CivilDate: SQLBindable {
  /// A `date`.
  @inlinable public var sqlValue: SQLValue { .date(self) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
  /// NULL when there is nothing.
  @inlinable public var sqlValue: SQLValue {
    switch self {
    case .none: .null
    case .some(let wrapped): wrapped.sqlValue
    }
  }
}

extension Optional: SQLArrayElement where Wrapped == String {
  /// A `text[]` in which elements may be NULL.
  @inlinable public static func sqlValue(of elements: [String?]) -> SQLValue {
    .optionalTexts(elements)
  }
}

extension Array: SQLBindable where Element: SQLArrayElement {
  /// One value: bytes for octets, otherwise an array (Postgres only).
  @inlinable public var sqlValue: SQLValue { Element.sqlValue(of: self) }
}

extension Array: SQLArrayElement where Element == UInt8 {
  /// A `bytea[]`.
  @inlinable public static func sqlValue(of elements: [[UInt8]]) -> SQLValue {
    .bytesArray(elements)
  }
}

// An enumeration with raw values needs only to name the protocols to be stored.
extension SQLBindable where Self: RawRepresentable, RawValue: SQLBindable {
  /// The raw value.
  @inlinable public var sqlValue: SQLValue { rawValue.sqlValue }
}

extension Role: SQLBindable, SQLDecodable {}
