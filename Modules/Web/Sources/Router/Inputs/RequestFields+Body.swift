internal import JSON
internal import Kernel

extension RequestFields {
  /// Reads a field of the body that must be there.
  ///
  /// - Parameters:
  ///   - name: its name in JSON.
  ///   - type: how it is read.
  ///   - form: its name in a form, where that differs (`username` for `email`).
  public mutating func body<Value>(
    _ name: String, _ type: FieldType<Value>, form: String? = nil
  ) -> Value {
    guard case .request(let source) = source else {
      description?.addBody(name, type.schema, isRequired: true, form: form)
      return type.placeholder()
    }
    switch member(name, form: form, of: source.body) {
    case .absent, .null:
      fail(name, "required", "This field is required.")
    case .present(let value):
      if let value = read(value, name, type) { return value }
    }
    return type.placeholder()
  }

  /// Reads a field of the body that may be left out, though not be `null`.
  public mutating func optionalBody<Value>(
    _ name: String, _ type: FieldType<Value>, form: String? = nil
  ) -> Value? {
    guard case .request(let source) = source else {
      description?.addBody(name, type.schema, isRequired: false, form: form)
      return nil
    }
    switch member(name, form: form, of: source.body) {
    case .absent: return nil
    case .null:
      fail(name, "wrong_type", "This field may be left out, but it cannot be null.")
      return nil
    case .present(let value): return read(value, name, type)
    }
  }

  /// Reads a field of the body that may be left out or `null`, which mean the same.
  public mutating func nullableBody<Value>(
    _ name: String, _ type: FieldType<Value>, form: String? = nil
  ) -> Value? {
    guard case .request(let source) = source else {
      description?.addBody(name, type.schema.nullable, isRequired: false, form: form)
      return nil
    }
    guard case .present(let value) = member(name, form: form, of: source.body) else { return nil }
    return read(value, name, type)
  }

  /// Reads a field of the body, or takes its default when it is left out.
  public mutating func body<Value>(
    _ name: String, _ type: FieldType<Value>, default fallback: Value, form: String? = nil
  ) -> Value {
    if let description, case .description = source {
      var schema = type.schema
      schema.defaultValue = Self.json(of: fallback)
      description.addBody(name, schema, isRequired: false, form: form)
      return fallback
    }
    return optionalBody(name, type, form: form) ?? fallback
  }

  /// Reads a field of a `PATCH`: left out it changes nothing, `null` clears it.
  public mutating func patchBody<Value>(
    _ name: String, _ type: FieldType<Value>, form: String? = nil
  ) -> Patch<Value> {
    guard case .request(let source) = source else {
      description?.addBody(name, type.schema.nullable, isRequired: false, form: form)
      return .absent
    }
    switch member(name, form: form, of: source.body) {
    case .absent: return .absent
    case .null: return .clear
    case .present(let value):
      guard let value = read(value, name, type) else { return .absent }
      return .set(value)
    }
  }

  /// Asks for exactly one of several optional fields of the body. Complains about the first one
  /// where none is there (`required`), and about each beyond the first (`conflict`).
  public mutating func exactlyOne(of names: String...) {
    guard case .request(let source) = source else {
      description?.addGroup(names)
      return
    }
    let given = names.filter { name in
      if case .absent = member(name, form: nil, of: source.body) { return false }
      return true
    }
    let choices = names.joined(separator: ", ")
    if given.isEmpty, let first = names.first {
      fail(first, "required", "Exactly one of these is to be given: \(choices).")
    }
    for name in given.dropFirst() {
      fail(name, "conflict", "Only one of these may be given: \(choices).")
    }
  }

  /// A member of the body as it was sent.
  private enum Member {
    case json(JSONValue)
    case text(String)
  }

  private enum Presence {
    case absent
    case null
    case present(Member)
  }

  private func member(_ name: String, form: String?, of body: RequestSource.Body) -> Presence {
    switch body {
    case .absent: return .absent
    case .json(let object):
      guard let value = object[name] else { return .absent }
      return value.isNull ? .null : .present(.json(value))
    case .form(let items):
      let wanted = form ?? name
      guard let item = items.first(where: { $0.name.hasSameOctets(as: wanted) }) else {
        return .absent
      }
      return .present(.text(item.value))
    }
  }

  private mutating func read<Value>(
    _ member: Member, _ name: String, _ type: FieldType<Value>
  ) -> Value? {
    var report = FieldReport(path: prefix + name)
    let value =
      switch member {
      case .json(let json): type.readJSON(json, &report)
      case .text(let text): type.readText(text, &report)
      }
    errors += report.errors
    return value
  }
}
