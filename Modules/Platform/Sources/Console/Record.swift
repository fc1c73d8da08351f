import JSON

/// An ordered list of named values.
public struct Record: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// One named value.
  public struct Field: Sendable, Hashable {
    /// In snake_case: the column's head and the JSON key.
    public let name: String
    /// What it is.
    public let value: OutputValue
  }

  /// The fields in the order of display.
  public private(set) var fields: [Field] = []

  /// An empty record.
  public init() {}

  /// A record in the order of the literal.
  public init(dictionaryLiteral elements: (String, OutputValue)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// Adds a field at the end.
  public mutating func add(_ name: String, _ value: OutputValue) {
    fields.append(Field(name: name, value: value))
  }

  /// The value of a field, or nil when there is none of this name.
  public subscript(name: String) -> OutputValue? { fields.first { $0.name == name }?.value }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for field in fields {
      writer.key(field.name)
      field.value.write(to: &writer)
    }
    writer.endObject()
  }
}
