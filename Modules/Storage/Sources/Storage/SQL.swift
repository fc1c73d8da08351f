/// A statement: visible text, with its values apart.
///
/// ```swift
/// let sql: SQL = "SELECT balance_minor FROM ajo_wallets WHERE id = \(wallet.id)"
/// ```
///
/// Interpolating a value binds it; interpolating another `SQL` splices it. Nothing splices a
/// `String`, so that no input can become part of the text.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
  /// The text, without the values.
  public private(set) var shape: SQLShape
  /// The values, in the order of their placeholders.
  public private(set) var bindings: [SQLValue]

  /// A statement without values.
  public init(stringLiteral literal: StaticString) {
    shape = SQLShape()
    shape.append(literal)
    bindings = []
  }

  /// A statement with what was interpolated into it.
  public init(stringInterpolation interpolation: StringInterpolation) {
    self = interpolation.sql
  }

  /// A statement whose text was made at run time, for files and tools.
  ///
  /// The text is run as it stands: it must not contain anything that a user sent.
  public init(verbatim text: String) {
    shape = SQLShape()
    shape.append(text)
    bindings = []
  }

  init(capacity: Int) {
    shape = SQLShape(capacity: capacity)
    bindings = []
    bindings.reserveCapacity(capacity)
  }

  /// The text as an engine takes it, with `$1` or `?1` for the placeholders, and the values.
  public func rendered(for dialect: Dialect) -> (text: String, bindings: [SQLValue]) {
    (shape.text(for: dialect), bindings)
  }

  /// Adds another piece of a statement at the end.
  public mutating func append(_ other: SQL) {
    shape.append(other.shape)
    bindings.append(contentsOf: other.bindings)
  }

  mutating func append(literal: StaticString) {
    shape.append(literal)
  }

  mutating func append(value: SQLValue) {
    shape.appendPlaceholder()
    bindings.append(value)
  }

  /// The values separated by commas, each bound: for `IN (\(list: …))`.
  ///
  /// An empty list becomes NULL, which no value is equal to.
  public static func list(_ values: some Sequence<some SQLBindable>) -> SQL {
    var sql = SQL(capacity: values.underestimatedCount)
    for value in values {
      if !sql.bindings.isEmpty { sql.append(literal: ", ") }
      sql.append(value: value.sqlValue)
    }
    if sql.bindings.isEmpty { sql.append(literal: "NULL") }
    return sql
  }

  /// Fragments one after the other, for conditions that are put together at run time.
  public static func joined(_ fragments: some Sequence<SQL>, separator: SQL) -> SQL {
    var sql = SQL(capacity: fragments.underestimatedCount)
    var isFirst = true
    for fragment in fragments {
      if !isFirst { sql.append(separator) }
      isFirst = false
      sql.append(fragment)
    }
    return sql
  }
}

extension SQL {
  /// What the compiler calls for each part of an interpolated statement.
  public struct StringInterpolation: StringInterpolationProtocol {
    var sql: SQL

    /// Room for the parts that the compiler counted.
    public init(literalCapacity: Int, interpolationCount: Int) {
      sql = SQL(capacity: interpolationCount)
    }

    /// Text of the statement.
    public mutating func appendLiteral(_ literal: StaticString) {
      sql.append(literal: literal)
    }

    /// A value, bound.
    @inlinable
    public mutating func appendInterpolation(_ value: some SQLBindable) {
      appendBinding(value.sqlValue)
    }

    /// A value or NULL, bound. It says what the one above could as well, but without it the
    /// compiler takes an optional here for a mistake.
    @inlinable
    public mutating func appendInterpolation(_ value: (some SQLBindable)?) {
      appendBinding(value.sqlValue)
    }

    /// A fragment, spliced.
    public mutating func appendInterpolation(_ fragment: SQL) {
      sql.append(fragment)
    }

    /// A fragment, spliced.
    public mutating func appendInterpolation(sql fragment: SQL) {
      sql.append(fragment)
    }

    /// Values for `IN (…)`, each bound.
    public mutating func appendInterpolation(list values: some Sequence<some SQLBindable>) {
      sql.append(SQL.list(values))
    }

    @usableFromInline
    mutating func appendBinding(_ value: SQLValue) {
      sql.append(value: value)
    }
  }
}

extension SQL: CustomStringConvertible {
  /// The text with placeholders. The values are never shown.
  public var description: String { shape.text(for: .postgres) }
}
