internal import JSON
internal import Kernel

extension FieldType {
  /// The same field, its value with the JSON text that it was read from, for who keeps it as it
  /// came. A form or a path cannot hold it.
  public func withJSONText() -> FieldType<(value: Value, json: [UInt8])> {
    let (placeholder, readJSON) = (placeholder, readJSON)
    return FieldType<(value: Value, json: [UInt8])>(
      schema: schema, placeholder: { (placeholder(), Array("{}".utf8)) },
      readJSON: { json, report in readJSON(json, &report).map { ($0, json.rawText) } },
      readText: { _, report in
        report.reject("wrong_type", "Only JSON can hold this.")
        return nil
      })
  }

  /// Reads a value outside of a request: one that was kept as JSON text.
  /// - Parameter name: what complaints call it.
  /// - Throws: `JSONError` for what is no JSON, `ValidationErrors` for what is not such a value.
  public func value(fromJSON text: [UInt8], named name: String) throws -> Value {
    let json = try JSONDocument(parsing: text).root
    var report = FieldReport(path: name)
    guard let value = readJSON(json, &report) else {
      throw ValidationErrors(errors: report.errors)
    }
    return value
  }
}
