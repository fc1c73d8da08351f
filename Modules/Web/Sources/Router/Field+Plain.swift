public import JSON

extension Field {
  /// A whole number.
  @inlinable
  public static func integer<Number: BinaryInteger & SendableMetatype>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Number
  ) -> Field {
    keyed(name, schema: .integer()) { value, writer in
      writer.value(Int64(truncatingIfNeeded: get(value.pointee)))
    }
  }

  /// A whole number or `null`.
  @inlinable
  public static func optionalInteger<Number: BinaryInteger & SendableMetatype>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Number?
  ) -> Field {
    optional(name, schema: .integer(), get) { number, writer in
      writer.value(Int64(truncatingIfNeeded: number))
    }
  }

  /// `true` or `false`.
  @inlinable
  public static func bool(
    _ name: String, _ get: @escaping @Sendable (Value) -> Bool
  ) -> Field {
    keyed(name, schema: .boolean) { value, writer in writer.value(get(value.pointee)) }
  }

  /// `true`, `false` or `null`.
  @inlinable
  public static func optionalBool(
    _ name: String, _ get: @escaping @Sendable (Value) -> Bool?
  ) -> Field {
    optional(name, schema: .boolean, get) { flag, writer in writer.value(flag) }
  }

  /// A measured number, never money. What is not finite is written as `null`.
  @inlinable
  public static func number(
    _ name: String, _ get: @escaping @Sendable (Value) -> Double?
  ) -> Field {
    keyed(name, schema: Schema.number.nullable) { value, writer in
      if let number = get(value.pointee), number.isFinite {
        writer.rawNumber(number.description)
      } else {
        writer.null()
      }
    }
  }

  /// A nested object.
  @inlinable
  public static func object<Inner: ResponseBody>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Inner
  ) -> Field {
    let shape = Inner.shape
    return keyed(name, schema: shape.schema) { value, writer in
      shape.write(get(value.pointee), to: &writer)
    }
  }

  /// A nested object or `null`.
  @inlinable
  public static func optionalObject<Inner: ResponseBody>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Inner?
  ) -> Field {
    let shape = Inner.shape
    return optional(name, schema: shape.schema, get) { inner, writer in
      shape.write(inner, to: &writer)
    }
  }

  /// A list of nested objects.
  @inlinable
  public static func array<Inner: ResponseBody>(
    _ name: String, _ get: @escaping @Sendable (Value) -> [Inner]
  ) -> Field {
    let shape = Inner.shape
    return keyed(name, schema: .array(of: shape.schema)) { value, writer in
      writer.beginArray()
      for inner in get(value.pointee) { shape.write(inner, to: &writer) }
      writer.endArray()
    }
  }

  /// A list of texts.
  @inlinable
  public static func strings(
    _ name: String, _ get: @escaping @Sendable (Value) -> [String]
  ) -> Field {
    keyed(name, schema: .array(of: .string())) { value, writer in
      writer.beginArray()
      for text in get(value.pointee) { writer.value(text) }
      writer.endArray()
    }
  }

  /// A value that is JSON already, such as settings kept as they were given; it must be valid.
  @inlinable
  public static func json(
    _ name: String, _ get: @escaping @Sendable (Value) -> [UInt8]?
  ) -> Field {
    keyed(name, schema: .anything) { value, writer in
      if let bytes = get(value.pointee) { writer.raw(bytes) } else { writer.null() }
    }
  }
}
