/// What a route takes: its path, query, header and body fields, declared once.
///
/// The same initializer reads a request, gathers every complaint about it, and, run on an empty
/// description, tells the documentation what the route takes. So it must ask for the same fields
/// whatever the values are, and decide nothing on the way.
///
/// ```swift
/// struct TransferInput: RequestInput {
///   let amount: Money
///   let note: String?
///   init(from fields: inout RequestFields) {
///     amount = fields.body("amount", .money(.naira))
///     note = fields.optionalBody("note", .text(length: 1...140))
///   }
/// }
/// ```
public protocol RequestInput: Sendable {
  /// Reads the fields. Never throws: `fields` gathers what is wrong, and stand-ins fill the
  /// failed fields; the request is refused before any of them reaches the handler.
  init(from fields: inout RequestFields)
}

/// The input of a route that takes nothing.
public struct NoInput: RequestInput {
  /// Reads nothing.
  public init(from fields: inout RequestFields) {}
  /// Nothing.
  public init() {}
}

/// What a `PATCH` says about one field.
public enum Patch<Value: Sendable>: Sendable {
  /// The field is not there: leave it as it is.
  case absent
  /// The field is `null`: clear it.
  case clear
  /// The field has a new value.
  case set(Value)

  /// What becomes of a current value.
  public func applied(to current: Value?) -> Value? {
    switch self {
    case .absent: current
    case .clear: nil
    case .set(let value): value
    }
  }

  /// Whether the field is there, `null` or not.
  public var isPresent: Bool {
    if case .absent = self { return false }
    return true
  }
}

extension Patch: Equatable where Value: Equatable {}
