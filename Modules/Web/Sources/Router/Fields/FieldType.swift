public import JSON
public import Kernel

/// How one field is read, checked and described: its schema and its readers in one value.
///
/// A reader returns `nil` after it has reported why; every complaint about a request is
/// gathered so that the caller hears of all of them at once.
public struct FieldType<Value: Sendable>: Sendable {
  /// What the field looks like in the documentation. Made when it is asked for: a type is made
  /// anew for each request, and only the documentation wants to know.
  public var schema: Schema { makeSchema() }
  private let makeSchema: @Sendable () -> Schema
  /// Stands in for a value that could not be read, so that reading can go on. It never reaches
  /// a handler, because a request with a complaint is refused.
  let placeholder: @Sendable () -> Value
  /// Reads the field out of a JSON body.
  let readJSON: @Sendable (JSONValue, inout FieldReport) -> Value?
  /// Reads the field out of a path, a query, a header or a form.
  let readText: @Sendable (String, inout FieldReport) -> Value?

  /// A type of field from its four parts.
  ///
  /// - Parameters:
  ///   - schema: what it looks like.
  ///   - placeholder: any valid value; it stands in while complaints are gathered.
  ///   - readJSON: reads a JSON value that is not `null`, or reports why not.
  ///   - readText: reads decoded text, or reports why not.
  public init(
    schema: @autoclosure @escaping @Sendable () -> Schema,
    placeholder: @escaping @Sendable () -> Value,
    readJSON: @escaping @Sendable (JSONValue, inout FieldReport) -> Value?,
    readText: @escaping @Sendable (String, inout FieldReport) -> Value?
  ) {
    makeSchema = schema
    self.placeholder = placeholder
    self.readJSON = readJSON
    self.readText = readText
  }
}

/// Where a reader says what is wrong with its field.
public struct FieldReport: Sendable {
  /// The field's name as the caller knows it: `items[2].quantity`.
  public let path: String
  /// What was found wrong so far.
  public private(set) var errors: [FieldError] = []

  /// A report about the field at a path.
  public init(path: String) {
    self.path = path
  }

  /// Says that the field is wrong.
  ///
  /// - Parameters:
  ///   - code: stable and snake_case, such as `too_long`.
  ///   - message: a sentence that can be shown to the person who sent the request.
  public mutating func reject(_ code: String, _ message: String) {
    errors.append(FieldError(field: path, code: code, message: message))
  }

  /// Takes over the complaints of a nested report.
  mutating func take(_ nested: [FieldError]) {
    errors += nested
  }
}

extension FieldType {
  /// The same field, its value turned into another.
  ///
  /// The transformation must accept every value, the placeholder too.
  public func map<Other: Sendable>(
    _ transform: @escaping @Sendable (Value) -> Other
  ) -> FieldType<Other> {
    let (makeSchema, placeholder) = (makeSchema, placeholder)
    let (readJSON, readText) = (readJSON, readText)
    return FieldType<Other>(
      schema: makeSchema(), placeholder: { transform(placeholder()) },
      readJSON: { value, report in readJSON(value, &report).map(transform) },
      readText: { text, report in readText(text, &report).map(transform) })
  }

  /// The same field, its value turned into another where that is possible.
  ///
  /// - Parameters:
  ///   - schema: what the field looks like, if the rule narrows it.
  ///   - placeholder: any valid value.
  ///   - code: the complaint's code when `transform` returns `nil`.
  ///   - message: the complaint's sentence.
  public func compactMap<Other: Sendable>(
    schema: @autoclosure @escaping @Sendable () -> Schema? = nil, placeholder: Other,
    code: String = "invalid", message: String,
    _ transform: @escaping @Sendable (Value) -> Other?
  ) -> FieldType<Other> {
    let (makeSchema, readJSON, readText) = (makeSchema, readJSON, readText)
    @Sendable func convert(_ value: Value?, _ report: inout FieldReport) -> Other? {
      guard let value else { return nil }
      guard let other = transform(value) else {
        report.reject(code, message)
        return nil
      }
      return other
    }
    return FieldType<Other>(
      schema: schema() ?? makeSchema(), placeholder: { placeholder },
      readJSON: { value, report in convert(readJSON(value, &report), &report) },
      readText: { text, report in convert(readText(text, &report), &report) })
  }

  /// The same field, its values held to one more rule.
  public func checked(
    code: String = "invalid", message: String, _ rule: @escaping @Sendable (Value) -> Bool
  ) -> FieldType {
    let (makeSchema, placeholder) = (makeSchema, placeholder)
    let (readJSON, readText) = (readJSON, readText)
    @Sendable func check(_ value: Value?, _ report: inout FieldReport) -> Value? {
      guard let value else { return nil }
      if rule(value) { return value }
      report.reject(code, message)
      return nil
    }
    return FieldType(
      schema: makeSchema(), placeholder: placeholder,
      readJSON: { value, report in check(readJSON(value, &report), &report) },
      readText: { text, report in check(readText(text, &report), &report) })
  }

  /// The same field with a sentence in the documentation.
  public func described(_ summary: String) -> FieldType {
    with { $0.described(summary) }
  }

  /// The same field with an example in the documentation, given as JSON text.
  public func example(_ json: String) -> FieldType {
    with { schema in
      var copy = schema
      copy.example = json
      return copy
    }
  }

  /// The same readers under another schema.
  func with(_ change: @escaping @Sendable (Schema) -> Schema) -> FieldType {
    let makeSchema = makeSchema
    return FieldType(
      schema: change(makeSchema()), placeholder: placeholder, readJSON: readJSON,
      readText: readText)
  }
}
