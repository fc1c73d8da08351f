public import JSON

/// A value that a route can answer with.
///
/// ```swift
/// struct Wallet: ResponseBody {
///   let id: Identifier<WalletTag>
///   let balance: Money
///   static let shape = Shape<Wallet>("Wallet", .id("id") { $0.id }, .money("balance") { $0.balance })
/// }
/// ```
public protocol ResponseBody: RouteAnswer where AnswerBody == Self {
  /// The table that both writes the value and describes it. Keep it in a `static let`.
  static var shape: Shape<Self> { get }
}

/// An ordered table of a value's fields: it writes the value as a JSON object, without reflection
/// and with its keys encoded beforehand, and it is the schema in the documentation.
public struct Shape<Value>: Sendable {
  /// The name under which the documentation lists the object.
  public let name: String
  /// The fields, in the order in which they are written.
  public let fields: [Field<Value>]
  /// Whether the value is written as no body at all.
  let isEmpty: Bool
  /// Writes the fields, one after the other.
  @usableFromInline let writeFields: Field<Value>.Write
  /// What its values take, so that the next one is written without being moved on the way.
  private let room = CapacityHint()

  /// A table of fields under a name.
  public init(_ name: String, _ fields: Field<Value>...) {
    self.init(name, fields: fields)
  }

  /// A table of fields under a name.
  public init(_ name: String, fields: [Field<Value>]) {
    self.name = name
    self.fields = fields
    self.isEmpty = false
    self.writeFields = Self.joined(fields[...])
  }

  /// The shape of nothing.
  init(emptyNamed name: String) {
    self.name = name
    self.fields = []
    self.isEmpty = true
    self.writeFields = { _, _ in }
  }

  /// One closure that writes all fields in order. Going through the fields themselves would copy
  /// each, with all that the documentation says of it, for every value written.
  private static func joined(_ fields: ArraySlice<Field<Value>>) -> Field<Value>.Write {
    if fields.count > 4 {
      let middle = fields.startIndex + (fields.count / 2 + 3) / 4 * 4
      let (first, second) = (joined(fields[..<middle]), joined(fields[middle...]))
      return { value, writer in
        first(value, &writer)
        second(value, &writer)
      }
    }
    guard let first = fields.first else { return { _, _ in } }
    guard fields.count == 4, !fields.contains(where: { $0.condition != nil }) else {
      let (first, rest) = (first.writePair, joined(fields.dropFirst()))
      return { value, writer in
        first(value, &writer)
        rest(value, &writer)
      }
    }
    return fourFields(Array(fields))
  }

  /// The same for four fields that are always there, which is where a long shape spends its time.
  private static func fourFields(_ fields: [Field<Value>]) -> Field<Value>.Write {
    let (first, second, third, fourth) = (fields[0], fields[1], fields[2], fields[3])
    let keys = (first.key, second.key, third.key, fourth.key)
    let writes = (first.write, second.write, third.write, fourth.write)
    return { value, writer in
      writer.key(keys.0)
      writes.0(value, &writer)
      writer.key(keys.1)
      writes.1(value, &writer)
      writer.key(keys.2)
      writes.2(value, &writer)
      writer.key(keys.3)
      writes.3(value, &writer)
    }
  }

  /// Writes a value as a JSON object.
  @inlinable
  public func write(_ value: Value, to writer: inout JSONWriter) {
    withUnsafePointer(to: value) { write(at: $0, to: &writer) }
  }

  /// Writes the value that lies at an address as a JSON object.
  @inlinable
  func write(at value: UnsafePointer<Value>, to writer: inout JSONWriter) {
    writer.beginObject()
    writeFields(value, &writer)
    writer.endObject()
  }

  /// A value as the bytes of a JSON object; no bytes where the shape is of nothing.
  public func encode(_ value: Value) -> [UInt8] {
    if isEmpty { return [] }
    var writer = JSONWriter(reserving: room.octets)
    write(value, to: &writer)
    let bytes = writer.bytes
    // A key or an id asks for more room than it takes, at the very end too.
    room.note(bytes.count + 64)
    return bytes
  }

  /// The object in the documentation.
  public var schema: Schema {
    Schema(.object(.init(component: name, properties: fields.map(\.property))))
  }

  /// The same table under another name, with more fields after its own.
  public func adding(_ name: String, _ more: Field<Value>...) -> Shape {
    Shape(name, fields: fields + more)
  }

  /// The same fields read out of a value that holds this one, so that a shape can be built out of
  /// another's.
  @inlinable
  public func pulled<Outer>(from path: @escaping @Sendable (Outer) -> Value) -> [Field<Outer>] {
    fields.map { field in
      var condition: (@Sendable (Outer) -> Bool)?
      if let inner = field.condition { condition = { inner(path($0)) } }
      return Field<Outer>(
        property: field.property, key: field.key, condition: condition,
        write: { outer, writer in
          withUnsafePointer(to: path(outer.pointee)) { field.write($0, &writer) }
        })
    }
  }
}

/// One field of a shape.
///
/// What makes fields can be inlined, so that the closures that read and write a value are made for
/// its type where the shape is declared, and not for any type here.
public struct Field<Value>: Sendable {
  /// Writes a value. It is handed its address, as every field would otherwise be called with a
  /// copy of the whole.
  @usableFromInline
  typealias Write = @Sendable (UnsafePointer<Value>, inout JSONWriter) -> Void

  /// The field in the documentation.
  public let property: Schema.ObjectRules.Property
  @usableFromInline let key: JSONKey
  /// Which values have the field; nil where all do.
  @usableFromInline let condition: (@Sendable (Value) -> Bool)?
  /// Writes what follows the key.
  @usableFromInline let write: Write

  @usableFromInline
  init(
    property: Schema.ObjectRules.Property, key: JSONKey,
    condition: (@Sendable (Value) -> Bool)? = nil, write: @escaping Write
  ) {
    self.property = property
    self.key = key
    self.condition = condition
    self.write = write
  }

  /// A field that every value has, and how what follows its key is written.
  @inlinable
  @inline(__always)
  init(_ name: String, _ schema: Schema, _ write: @escaping Write) {
    self.init(
      property: Schema.ObjectRules.Property(name: name, schema: schema, isRequired: true),
      key: JSONKey(name), write: write)
  }

  /// Writes the key and the value, or neither.
  var writePair: Write {
    let (key, write) = (key, write)
    guard let condition else {
      return { value, writer in
        writer.key(key)
        write(value, &writer)
      }
    }
    return { value, writer in
      guard condition(value.pointee) else { return }
      writer.key(key)
      write(value, &writer)
    }
  }

  /// The field, left out of values that do not satisfy a condition.
  public func when(_ condition: @escaping @Sendable (Value) -> Bool) -> Field {
    let optional = Schema.ObjectRules.Property(
      name: property.name, schema: property.schema, isRequired: false)
    let earlier = self.condition
    return Field(
      property: optional, key: key,
      condition: { condition($0) && earlier?($0) ?? true }, write: write)
  }

  /// The field with a sentence in the documentation.
  public func described(_ summary: String) -> Field {
    let described = Schema.ObjectRules.Property(
      name: property.name, schema: property.schema.described(summary),
      isRequired: property.isRequired)
    return Field(property: described, key: key, condition: condition, write: write)
  }
}

/// The body of an answer that has none (204).
public struct NoContent: ResponseBody {
  /// Nothing is written.
  public static let shape = Shape<NoContent>(emptyNamed: "NoContent")
  /// Nothing.
  public init() {}
}
