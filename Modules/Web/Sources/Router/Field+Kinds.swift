public import JSON
public import Kernel

extension Field {
  /// A field whose value the caller writes, whatever it is.
  ///
  /// - Parameters:
  ///   - name: the key.
  ///   - schema: what the value looks like.
  ///   - write: writes exactly one JSON value.
  @inlinable
  public static func raw(
    _ name: String, schema: Schema,
    _ write: @escaping @Sendable (Value, inout JSONWriter) -> Void
  ) -> Field {
    keyed(name, schema: schema) { value, writer in write(value.pointee, &writer) }
  }

  /// A field whose value is written from where it lies.
  @inlinable
  static func keyed(_ name: String, schema: Schema, _ write: @escaping Write) -> Field {
    let encoded = encodedKey(name)
    let property = Schema.ObjectRules.Property(name: name, schema: schema, isRequired: true)
    return Field(property: property) { value, writer in
      writer.rawKey(encoded)
      write(value, &writer)
    }
  }

  /// The key as it is written: quoted, escaped, a comma before and a colon behind it.
  @usableFromInline
  static func encodedKey(_ name: String) -> [UInt8] {
    var key = JSONWriter(reserving: name.utf8.count + 3)
    key.value(name)
    return [UInt8(ascii: ",")] + key.bytes + [UInt8(ascii: ":")]
  }

  /// A field that is `null` where there is no value.
  @inlinable
  static func optional<Inner>(
    _ name: String, schema: Schema, _ get: @escaping @Sendable (Value) -> Inner?,
    _ write: @escaping @Sendable (Inner, inout JSONWriter) -> Void
  ) -> Field {
    keyed(name, schema: schema.nullable) { value, writer in
      if let inner = get(value.pointee) { write(inner, &writer) } else { writer.null() }
    }
  }

  /// Text.
  @inlinable
  public static func string(
    _ name: String, _ get: @escaping @Sendable (Value) -> String
  ) -> Field {
    keyed(name, schema: .string()) { value, writer in writer.value(get(value.pointee)) }
  }

  /// Text or `null`.
  @inlinable
  public static func optionalString(
    _ name: String, _ get: @escaping @Sendable (Value) -> String?
  ) -> Field {
    optional(name, schema: .string(), get) { text, writer in writer.value(text) }
  }

  /// One of a few texts.
  @inlinable
  public static func oneOf(
    _ name: String, _ values: [String], _ get: @escaping @Sendable (Value) -> String
  ) -> Field {
    keyed(name, schema: .oneOf(values)) { value, writer in writer.value(get(value.pointee)) }
  }

  /// One of a few texts or `null`.
  @inlinable
  public static func optionalOneOf(
    _ name: String, _ values: [String], _ get: @escaping @Sendable (Value) -> String?
  ) -> Field {
    optional(name, schema: .oneOf(values), get) { text, writer in writer.value(text) }
  }

  /// A case of an enumeration, by its raw text; the documentation lists them all.
  @inlinable
  public static func enumeration<
    Case: RawRepresentable<String> & CaseIterable & SendableMetatype
  >(
    _ name: String, _ get: @escaping @Sendable (Value) -> Case
  ) -> Field {
    oneOf(name, Case.allCases.map(\.rawValue)) { get($0).rawValue }
  }

  /// An identifier.
  @inlinable
  public static func id<Entity>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Identifier<Entity>
  ) -> Field {
    keyed(name, schema: .id) { value, writer in
      let id = get(value.pointee)
      writer.string(upTo: Identifier<Entity>.longestText) { id.writeUTF8(to: $0) }
    }
  }

  /// An identifier or `null`.
  @inlinable
  public static func optionalID<Entity>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Identifier<Entity>?
  ) -> Field {
    optional(name, schema: .id, get) { id, writer in
      writer.string(upTo: Identifier<Entity>.longestText) { id.writeUTF8(to: $0) }
    }
  }

  /// An exact amount as a decimal string.
  @inlinable
  public static func money(
    _ name: String, _ get: @escaping @Sendable (Value) -> Money
  ) -> Field {
    keyed(name, schema: .amount) { value, writer in
      let amount = get(value.pointee)
      writer.string(upTo: Money.longestText) { amount.writeUTF8(to: $0) }
    }
  }

  /// An exact amount as a decimal string, or `null`.
  @inlinable
  public static func optionalMoney(
    _ name: String, _ get: @escaping @Sendable (Value) -> Money?
  ) -> Field {
    optional(name, schema: .amount, get) { amount, writer in
      writer.string(upTo: Money.longestText) { amount.writeUTF8(to: $0) }
    }
  }

  /// An instant, in UTC with milliseconds.
  @inlinable
  public static func instant(
    _ name: String, _ get: @escaping @Sendable (Value) -> Instant
  ) -> Field {
    keyed(name, schema: .instant) { value, writer in
      let instant = get(value.pointee)
      writer.string(upTo: Instant.longestText) { instant.writeUTF8(to: $0) }
    }
  }

  /// An instant or `null`.
  @inlinable
  public static func optionalInstant(
    _ name: String, _ get: @escaping @Sendable (Value) -> Instant?
  ) -> Field {
    optional(name, schema: .instant, get) { instant, writer in
      writer.string(upTo: Instant.longestText) { instant.writeUTF8(to: $0) }
    }
  }

  /// A civil date.
  @inlinable
  public static func date(
    _ name: String, _ get: @escaping @Sendable (Value) -> CivilDate
  ) -> Field {
    keyed(name, schema: .date) { value, writer in writer.value(get(value.pointee).description) }
  }

  /// A civil date or `null`.
  @inlinable
  public static func optionalDate(
    _ name: String, _ get: @escaping @Sendable (Value) -> CivilDate?
  ) -> Field {
    optional(name, schema: .date, get) { date, writer in writer.value(date.description) }
  }
}
