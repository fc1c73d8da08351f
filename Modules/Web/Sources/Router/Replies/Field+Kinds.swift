public import JSON
public import Kernel

// Always inlined, so that a field's closure captures nothing but what its shape says of it: it is
// then made for that, and reads what it needs of the value without copying the rest.
extension Field {
  /// A field whose value the caller writes, whatever it is.
  ///
  /// - Parameters:
  ///   - name: the key.
  ///   - schema: what the value looks like.
  ///   - write: writes exactly one JSON value.
  @inlinable
  @inline(__always)
  public static func raw(
    _ name: String, schema: Schema,
    _ write: @escaping @Sendable (Value, inout JSONWriter) -> Void
  ) -> Field {
    Field(name, schema) { value, writer in write(value.pointee, &writer) }
  }

  /// A field that is `null` where there is no value.
  @inlinable
  @inline(__always)
  static func optional<Inner>(
    _ name: String, _ schema: Schema, _ get: @escaping @Sendable (Value) -> Inner?,
    _ write: @escaping @Sendable (Inner, inout JSONWriter) -> Void
  ) -> Field {
    Field(name, schema.nullable) { value, writer in
      if let inner = get(value.pointee) { write(inner, &writer) } else { writer.null() }
    }
  }

  /// Text.
  @inlinable
  @inline(__always)
  public static func string(
    _ name: String, _ get: @escaping @Sendable (Value) -> String
  ) -> Field {
    Field(name, .string()) { value, writer in writer.value(get(value.pointee)) }
  }

  /// Text or `null`.
  @inlinable
  @inline(__always)
  public static func optionalString(
    _ name: String, _ get: @escaping @Sendable (Value) -> String?
  ) -> Field {
    optional(name, .string(), get) { text, writer in writer.value(text) }
  }

  /// One of a few texts.
  @inlinable
  @inline(__always)
  public static func oneOf(
    _ name: String, _ values: [String], _ get: @escaping @Sendable (Value) -> String
  ) -> Field {
    Field(name, .oneOf(values)) { value, writer in writer.value(get(value.pointee)) }
  }

  /// One of a few texts or `null`.
  @inlinable
  @inline(__always)
  public static func optionalOneOf(
    _ name: String, _ values: [String], _ get: @escaping @Sendable (Value) -> String?
  ) -> Field {
    optional(name, .oneOf(values), get) { text, writer in writer.value(text) }
  }

  /// A case of an enumeration, by its raw text; the documentation lists them all.
  @inlinable
  @inline(__always)
  public static func enumeration<
    Case: RawRepresentable<String> & CaseIterable & SendableMetatype
  >(
    _ name: String, _ get: @escaping @Sendable (Value) -> Case
  ) -> Field {
    oneOf(name, Case.allCases.map(\.rawValue)) { get($0).rawValue }
  }

  /// An identifier.
  @inlinable
  @inline(__always)
  public static func id<Entity>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Identifier<Entity>
  ) -> Field {
    Field(name, .id) { value, writer in
      let id = get(value.pointee)
      writer.string(upTo: Identifier<Entity>.longestText) { id.writeUTF8(to: $0) }
    }
  }

  /// An identifier or `null`.
  @inlinable
  @inline(__always)
  public static func optionalID<Entity>(
    _ name: String, _ get: @escaping @Sendable (Value) -> Identifier<Entity>?
  ) -> Field {
    optional(name, .id, get) { id, writer in
      writer.string(upTo: Identifier<Entity>.longestText) { id.writeUTF8(to: $0) }
    }
  }

  /// An exact amount as a decimal string.
  @inlinable
  @inline(__always)
  public static func money(
    _ name: String, _ get: @escaping @Sendable (Value) -> Money
  ) -> Field {
    Field(name, .amount) { value, writer in
      let amount = get(value.pointee)
      writer.string(upTo: Money.longestText) { amount.writeUTF8(to: $0) }
    }
  }

  /// An exact amount as a decimal string, or `null`.
  @inlinable
  @inline(__always)
  public static func optionalMoney(
    _ name: String, _ get: @escaping @Sendable (Value) -> Money?
  ) -> Field {
    optional(name, .amount, get) { amount, writer in
      writer.string(upTo: Money.longestText) { amount.writeUTF8(to: $0) }
    }
  }

  /// The code of what an amount counts.
  @inlinable
  @inline(__always)
  public static func unit(
    _ name: String, _ get: @escaping @Sendable (Value) -> Unit
  ) -> Field {
    Field(name, .string()) { value, writer in
      let unit = get(value.pointee)
      writer.string(upTo: Unit.longestCode) { unit.writeCode(to: $0) }
    }
  }

  /// An instant, in UTC with milliseconds.
  @inlinable
  @inline(__always)
  public static func instant(
    _ name: String, _ get: @escaping @Sendable (Value) -> Instant
  ) -> Field {
    Field(name, .instant) { value, writer in
      let instant = get(value.pointee)
      writer.string(upTo: Instant.longestText) { instant.writeUTF8(to: $0) }
    }
  }

  /// An instant or `null`.
  @inlinable
  @inline(__always)
  public static func optionalInstant(
    _ name: String, _ get: @escaping @Sendable (Value) -> Instant?
  ) -> Field {
    optional(name, .instant, get) { instant, writer in
      writer.string(upTo: Instant.longestText) { instant.writeUTF8(to: $0) }
    }
  }

  /// A civil date.
  @inlinable
  @inline(__always)
  public static func date(
    _ name: String, _ get: @escaping @Sendable (Value) -> CivilDate
  ) -> Field {
    Field(name, .date) { value, writer in
      let date = get(value.pointee)
      writer.string(upTo: CivilDate.longestText) { date.writeUTF8(to: $0) }
    }
  }

  /// A civil date or `null`.
  @inlinable
  @inline(__always)
  public static func optionalDate(
    _ name: String, _ get: @escaping @Sendable (Value) -> CivilDate?
  ) -> Field {
    optional(name, .date, get) { date, writer in
      writer.string(upTo: CivilDate.longestText) { date.writeUTF8(to: $0) }
    }
  }
}
