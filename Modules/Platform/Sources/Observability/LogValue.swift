/// A value beside a message.
public enum LogValue: Sendable, Hashable {
  /// A text.
  case string(String)
  /// A whole number.
  case integer(Int64)
  /// A number; NaN and infinities are written as text.
  case double(Double)
  /// A boolean.
  case bool(Bool)

  /// A whole number of any type; one beyond 64 bits becomes text.
  public init(_ number: some BinaryInteger) {
    self = Int64(exactly: number).map { .integer($0) } ?? .string(String(number))
  }

  /// Any value by its description: ids, amounts, instants. A `Redacted` value stays hidden.
  public init(describing value: some CustomStringConvertible) { self = .string(value.description) }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .double(value) }
}

/// A secret that never shows: it is described, dumped and logged as `[redacted]`, and cannot be
/// encoded.
public struct Redacted<Value> {
  /// The secret itself. Review every place that reads it.
  public let exposed: Value

  /// Hides a value.
  public init(_ value: Value) { exposed = value }
}

extension Redacted: Sendable where Value: Sendable {}
extension Redacted: Equatable where Value: Equatable {}
extension Redacted: Hashable where Value: Hashable {}

extension Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// `[redacted]`.
  public var description: String { "[redacted]" }
  /// `[redacted]`.
  public var debugDescription: String { "[redacted]" }
  /// Without children, so that `dump` shows nothing.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
