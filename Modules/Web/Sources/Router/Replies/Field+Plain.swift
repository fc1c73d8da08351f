public import JSON

// Always inlined, as in Field+Kinds.swift.
extension Field {
  /// A whole number.
  @inlinable
  @inline(__always)
  public static func integer<Number: BinaryInteger & SendableMetatype>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Number
  ) -> Field {
    Field(name, .integer()) { value, writer in
      writer.value(Int64(truncatingIfNeeded: get(value.pointee)))
    }
  }

  /// A whole number or `null`.
  @inlinable
  @inline(__always)
  public static func optionalInteger<Number: BinaryInteger & SendableMetatype>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Number?
  ) -> Field {
    optional(name, .integer(), get) { number, writer in
      writer.value(Int64(truncatingIfNeeded: number))
    }
  }

  /// `true` or `false`.
  @inlinable
  @inline(__always)
  public static func bool(
    _ name: String, _ get: @escaping @Sendable (Value) -> Bool
  ) -> Field {
    Field(name, .boolean) { value, writer in writer.value(get(value.pointee)) }
  }

  /// `true`, `false` or `null`.
  @inlinable
  @inline(__always)
  public static func optionalBool(
    _ name: String, _ get: @escaping @Sendable (Value) -> Bool?
  ) -> Field {
    optional(name, .boolean, get) { flag, writer in writer.value(flag) }
  }

  /// A measured number, never money. What is not finite is written as `null`.
  @inlinable
  @inline(__always)
  public static func number(
    _ name: String, _ get: @escaping @Sendable (Value) -> Double?
  ) -> Field {
    Field(name, Schema.number.nullable) { value, writer in
      if let number = get(value.pointee), number.isFinite {
        writer.rawNumber(number.description)
      } else {
        writer.null()
      }
    }
  }

  /// A nested object.
  @inlinable
  @inline(__always)
  public static func object<Inner: ResponseBody>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Inner
  ) -> Field {
    let shape = Inner.shape
    return Field(name, shape.schema) { value, writer in
      shape.write(get(value.pointee), to: &writer)
    }
  }

  /// A nested object or `null`.
  @inlinable
  @inline(__always)
  public static func optionalObject<Inner: ResponseBody>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Inner?
  ) -> Field {
    let shape = Inner.shape
    return optional(name, shape.schema, get) { inner, writer in
      shape.write(inner, to: &writer)
    }
  }

  /// A list of nested objects.
  @inlinable
  @inline(__always)
  public static func array<Inner: ResponseBody>(
    _ name: String, _ get: @escaping @Sendable (Value) -> [Inner]
  ) -> Field {
    let shape = Inner.shape
    return Field(name, .array(of: shape.schema)) { value, writer in
      writer.beginArray()
      // From where they lie: to walk over them would copy each.
      get(value.pointee).withUnsafeBufferPointer { values in
        guard let first = values.baseAddress else { return }
        for index in 0..<values.count { shape.write(at: first + index, to: &writer) }
      }
      writer.endArray()
    }
  }

  /// A list of texts.
  @inlinable
  @inline(__always)
  public static func strings(
    _ name: String, _ get: @escaping @Sendable (Value) -> [String]
  ) -> Field {
    Field(name, .array(of: .string())) { value, writer in
      writer.beginArray()
      for text in get(value.pointee) { writer.value(text) }
      writer.endArray()
    }
  }

  /// A value that is JSON already, such as settings kept as they were given; it must be valid.
  @inlinable
  @inline(__always)
  public static func json(
    _ name: String, _ get: @escaping @Sendable (Value) -> [UInt8]?
  ) -> Field {
    Field(name, .anything) { value, writer in
      if let bytes = get(value.pointee) { writer.raw(bytes) } else { writer.null() }
    }
  }
}
