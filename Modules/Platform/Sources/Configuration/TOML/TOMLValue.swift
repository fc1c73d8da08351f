/// A place in a text; both counted from one, columns in bytes.
public struct TextPosition: Hashable, Sendable, CustomStringConvertible {
  /// The line.
  public let line: Int
  /// The byte within the line.
  public let column: Int

  /// `12:3`.
  public var description: String { "\(line):\(column)" }
}

/// A value of TOML 1.0.
public indirect enum TOMLValue: Sendable, Hashable {
  /// A string of any of the four kinds.
  case string(String)
  /// A 64-bit integer.
  case integer(Int64)
  /// A float; infinities and NaN are floats too.
  case float(Double)
  /// A boolean.
  case boolean(Bool)
  /// One of the four kinds of date and time, as it was written, upper case and with a `T`.
  case dateTime(String)
  /// An array; its elements may be of different types.
  case array([TOMLNode])
  /// A table of any spelling.
  case table(TOMLTable)

  /// The type as a person would say it.
  public var typeName: String {
    switch self {
    case .string: "a string"
    case .integer: "an integer"
    case .float: "a float"
    case .boolean: "a boolean"
    case .dateTime: "a date or time"
    case .array: "a list"
    case .table: "a table"
    }
  }
}

/// A value and where it stands.
public struct TOMLNode: Sendable, Hashable {
  /// The value.
  public let value: TOMLValue
  /// Where its key begins, or where it begins itself as an element of an array.
  public let position: TextPosition
}

/// A table; its members in the order of the text.
public struct TOMLTable: Sendable, Hashable {
  /// The members.
  public let members: [(key: String, node: TOMLNode)]

  /// The value of a key of this table; compared byte for byte.
  public subscript(_ key: String) -> TOMLNode? {
    members.first { $0.key.utf8.elementsEqual(key.utf8) }?.node
  }

  /// Tables are equal if they say the same in the same order, wherever they stand.
  public static func == (left: TOMLTable, right: TOMLTable) -> Bool {
    left.members.elementsEqual(right.members) { $0.key == $1.key && $0.node == $1.node }
  }

  /// Hashes the keys.
  public func hash(into hasher: inout Hasher) {
    for (key, _) in members { hasher.combine(key) }
  }
}

/// Why a text is not TOML, and where.
public struct TOMLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where.
  public let position: TextPosition
  /// Why, for a person.
  public let message: String

  /// `12:3: a key is given twice`.
  public var description: String { "\(position): \(message)" }
}
