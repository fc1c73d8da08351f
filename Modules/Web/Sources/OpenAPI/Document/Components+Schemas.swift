internal import JSON
internal import Router

extension Components {
  /// Writes a schema, or a reference to it where it has a name.
  mutating func write(_ schema: Schema, to writer: inout JSONWriter) {
    writer.beginObject()
    writeForm(of: schema, to: &writer)
    if let summary = schema.summary {
      writer.key("description")
      writer.value(summary)
    }
    if let value = schema.defaultValue {
      writer.key("default")
      writer.raw(Array(value.utf8))
    }
    if let example = schema.example {
      writer.key("examples")
      writer.beginArray()
      writer.raw(Array(example.utf8))
      writer.endArray()
    }
    writer.endObject()
  }

  private mutating func writeForm(of schema: Schema, to writer: inout JSONWriter) {
    guard let reference = reference(to: schema.form) else {
      return writeInPlace(schema.form, isNullable: schema.isNullable, to: &writer)
    }
    guard schema.isNullable else {
      writer.key("$ref")
      writer.value(reference)
      return
    }
    writer.key("anyOf")
    writer.beginArray()
    writer.beginObject()
    writer.key("$ref")
    writer.value(reference)
    writer.endObject()
    Self.writeNull(to: &writer)
    writer.endArray()
  }

  /// Writes the keywords of a form, whether it has a name or not.
  mutating func writeInPlace(
    _ form: Schema.Form, isNullable: Bool, to writer: inout JSONWriter
  ) {
    switch form {
    case .string(let rules): Self.write(rules, isNullable, to: &writer)
    case .integer(let minimum, let maximum):
      Self.writeType("integer", isNullable, to: &writer)
      Self.write("minimum", minimum.map(String.init), to: &writer)
      Self.write("maximum", maximum.map(String.init), to: &writer)
    case .number(let minimum, let maximum):
      Self.writeType("number", isNullable, to: &writer)
      Self.write("minimum", minimum.map(\.description), to: &writer)
      Self.write("maximum", maximum.map(\.description), to: &writer)
    case .boolean: Self.writeType("boolean", isNullable, to: &writer)
    case .array(let element, let minimum, let maximum):
      Self.writeType("array", isNullable, to: &writer)
      writer.key("items")
      write(element, to: &writer)
      Self.write("minItems", minimum.map(String.init), to: &writer)
      Self.write("maxItems", maximum.map(String.init), to: &writer)
    case .object(let rules): writeObject(rules, isNullable: isNullable, to: &writer)
    case .anyOf(let forms):
      writer.key("anyOf")
      writer.beginArray()
      for schema in forms { write(schema, to: &writer) }
      if isNullable { Self.writeNull(to: &writer) }
      writer.endArray()
    case .anything: break
    }
  }

  private mutating func writeObject(
    _ rules: Schema.ObjectRules, isNullable: Bool, to writer: inout JSONWriter
  ) {
    Self.writeType("object", isNullable, to: &writer)
    let required = rules.properties.filter(\.isRequired)
    if !required.isEmpty {
      writer.key("required")
      writer.beginArray()
      for property in required { writer.value(property.name) }
      writer.endArray()
    }
    writer.key("properties")
    writer.beginObject()
    for property in rules.properties {
      writer.key(property.name)
      write(property.schema, to: &writer)
    }
    writer.endObject()
    if !rules.exactlyOneOf.isEmpty { Self.write(rules.exactlyOneOf, to: &writer) }
  }
}

extension Components {
  /// Of each group exactly one member is required.
  private static func write(_ groups: [[String]], to writer: inout JSONWriter) {
    writer.key("allOf")
    writer.beginArray()
    for group in groups {
      writer.beginObject()
      writer.key("oneOf")
      writer.beginArray()
      for name in group {
        writer.beginObject()
        writer.key("required")
        writer.beginArray()
        writer.value(name)
        writer.endArray()
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
  }

  private static func write(
    _ rules: Schema.StringRules, _ isNullable: Bool, to writer: inout JSONWriter
  ) {
    writeType("string", isNullable, to: &writer)
    write("minLength", rules.minimumLength.map(String.init), to: &writer)
    write("maxLength", rules.maximumLength.map(String.init), to: &writer)
    if let pattern = rules.pattern {
      writer.key("pattern")
      writer.value(pattern)
    }
    if let format = rules.format {
      writer.key("format")
      writer.value(format)
    }
    guard !rules.values.isEmpty else { return }
    writer.key("enum")
    writer.beginArray()
    for value in rules.values { writer.value(value) }
    if isNullable { writer.null() }
    writer.endArray()
  }

  private static func writeType(
    _ type: String, _ isNullable: Bool, to writer: inout JSONWriter
  ) {
    writer.key("type")
    guard isNullable else { return writer.value(type) }
    writer.beginArray()
    writer.value(type)
    writer.value("null")
    writer.endArray()
  }

  private static func write(_ key: String, _ number: String?, to writer: inout JSONWriter) {
    guard let number else { return }
    writer.key(key)
    writer.rawNumber(number)
  }

  private static func writeNull(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("type")
    writer.value("null")
    writer.endObject()
  }
}
