internal import HTTP
internal import Kernel

extension RequestFields {
  /// Reads a parameter of the path. One that cannot be read names nothing that exists, so the
  /// request is answered 404.
  public mutating func path<Value>(_ name: String, _ type: FieldType<Value>) -> Value {
    guard case .request(let source) = source else {
      description?.add(name, in: .path, type.schema, isRequired: true)
      return type.placeholder()
    }
    var report = FieldReport(path: name)
    if let parameter = source.parameters.first(where: { $0.name == name }),
      let value = type.readText(parameter.value, &report)
    {
      return value
    }
    isUnknownResource = true
    return type.placeholder()
  }

  /// Reads a query parameter that may be left out.
  public mutating func query<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
    guard case .request(let source) = source else {
      description?.add(name, in: .query, type.schema, isRequired: false)
      return nil
    }
    var found: String?
    for item in source.query where item.name.hasSameOctets(as: name) {
      guard found == nil else {
        fail(name, "repeated", "This parameter was given more than once.")
        return nil
      }
      found = item.value
    }
    guard let found else { return nil }
    return read(found, name, type)
  }

  /// Reads a query parameter that may be given several times, up to `limit` in all.
  public mutating func queries<Value>(
    _ name: String, _ type: FieldType<Value>, atMost limit: Int
  ) -> [Value] {
    guard case .request(let source) = source else {
      description?.add(name, in: .query, type.schema, isRequired: false)
      return []
    }
    let found = source.query.filter { $0.name.hasSameOctets(as: name) }
    guard found.count <= limit else {
      fail(name, "too_many", "This parameter may be given \(limit) times.")
      return []
    }
    return found.compactMap { read($0.value, name, type) }
  }

  /// Reads a query parameter, or takes its default.
  public mutating func query<Value>(
    _ name: String, _ type: FieldType<Value>, default fallback: Value
  ) -> Value {
    if let description, case .description = source {
      var schema = type.schema
      schema.defaultValue = Self.json(of: fallback)
      description.add(name, in: .query, schema, isRequired: false)
      return fallback
    }
    return query(name, type) ?? fallback
  }

  /// Reads a query parameter that must be there.
  public mutating func requiredQuery<Value>(_ name: String, _ type: FieldType<Value>) -> Value {
    guard case .request(let source) = source else {
      description?.add(name, in: .query, type.schema, isRequired: true)
      return type.placeholder()
    }
    guard source.query.contains(where: { $0.name.hasSameOctets(as: name) }) else {
      // One whose encoding is malformed was complained about already.
      if isAtFault(name) { return type.placeholder() }
      fail(name, "required", "This parameter is required.")
      return type.placeholder()
    }
    return query(name, type) ?? type.placeholder()
  }

  /// Reads a header field that may be left out. Repeated fields are joined by commas, as
  /// RFC 9110, 5.3 reads them.
  public mutating func header<Value>(_ name: String, _ type: FieldType<Value>) -> Value? {
    guard case .request(let source) = source else {
      description?.add(name, in: .header, type.schema, isRequired: false)
      return nil
    }
    let values = source.headers.values(name)
    guard !values.isEmpty else { return nil }
    return read(values.joined(separator: ", "), name, type)
  }

  /// Reads `If-Match` (RFC 9110, 13.1.1): the versions of a resource that a change may replace.
  public mutating func ifMatch() -> IfMatch? {
    header("If-Match", .ifMatch)
  }

  private mutating func read<Value>(
    _ text: String, _ name: String, _ type: FieldType<Value>
  ) -> Value? {
    var report = FieldReport(path: prefix + name)
    let value = type.readText(text, &report)
    errors += report.errors
    return value
  }

  /// A default as JSON text, where it is of a kind that has one.
  static func json<Value>(of value: Value) -> String? {
    switch value {
    case let number as Int: String(number)
    case let number as Int64: String(number)
    case let flag as Bool: String(flag)
    case let text as String where !text.contains(where: { $0 == "\"" || $0 == "\\" }):
      "\"\(text)\""
    default: nil
    }
  }
}
