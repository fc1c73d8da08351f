/// One invalid field of an input.
public struct FieldError: Error, Hashable, Sendable {
  /// The field's name on the wire, with a path where it is nested: `items[0].quantity`.
  public let field: String
  /// What is wrong, stable and in snake_case: `not_positive`.
  public let code: String
  /// What is wrong, for a person to read.
  public let message: String

  /// A field, what is wrong with it, and the same in words.
  public init(field: String, code: String, message: String) {
    self.field = field
    self.code = code
    self.message = message
  }
}

/// Every invalid field of an input, at once.
public struct ValidationErrors: Error, Hashable, Sendable {
  /// Each bad field, in the order of checking.
  public let errors: [FieldError]

  /// The errors, in the order in which they are answered.
  public init(errors: [FieldError]) {
    self.errors = errors
  }
}

/// Collects the errors of an input, so that an answer names all of them.
public struct Validator: Sendable {
  /// What was found wrong so far.
  public private(set) var errors: [FieldError] = []

  /// A validator that has found nothing yet.
  public init() {}

  /// Notes an error unless `ok`.
  public mutating func check(
    _ ok: Bool, _ field: String, _ code: String, _ message: String
  ) {
    if !ok { add(FieldError(field: field, code: code, message: message)) }
  }

  /// Notes an error.
  public mutating func add(_ error: FieldError) {
    errors.append(error)
  }

  /// Throws the errors that were noted, if there are any.
  public func finish() throws(ValidationErrors) {
    if !errors.isEmpty { throw ValidationErrors(errors: errors) }
  }
}
