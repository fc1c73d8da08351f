/// Header fields in their order; names are compared without regard to case.
///
/// The fields of a request stay bytes of its head until somebody asks for one; a change turns
/// them into strings.
public struct HTTPHeaders: Sendable {
  enum Storage: Sendable {
    case received(RequestHead)
    case made([(name: String, value: String)])
  }

  var storage: Storage

  /// No fields.
  public init() {
    storage = .made([])
  }

  /// The given fields in the given order.
  public init(_ fields: [(String, String)]) {
    storage = .made(fields.map { (name: $0.0, value: $0.1) })
  }

  init(received head: RequestHead) {
    storage = .received(head)
  }

  /// How many field lines there are.
  public var count: Int {
    switch storage {
    case .received(let head): head.fields.count
    case .made(let fields): fields.count
    }
  }

  /// Whether there is no field.
  public var isEmpty: Bool { count == 0 }

  /// The value of the first field of that name. Octets that are not UTF-8 become U+FFFD.
  /// Setting replaces all fields of that name by one, or removes them.
  public subscript(_ name: String) -> String? {
    get {
      switch storage {
      case .received(let head):
        return head.firstField(named: name).map(head.value)
      case .made(let fields):
        return fields.first { equalIgnoringCase($0.name, name) }?.value
      }
    }
    set {
      if let newValue { set(name, newValue) } else { remove(name) }
    }
  }

  /// The values of all fields of that name, in order.
  public func values(_ name: String) -> [String] {
    compactMap { equalIgnoringCase($0.name, name) ? $0.value : nil }
  }

  /// Whether there is a field of that name; makes no string.
  public func contains(_ name: String) -> Bool {
    switch storage {
    case .received(let head): head.firstField(named: name) != nil
    case .made(let fields): fields.contains { equalIgnoringCase($0.name, name) }
    }
  }

  /// Hands the bytes of the first field of that name to `body`, making no string; `nil` when
  /// there is no such field.
  public func withValue<Result>(
    _ name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result? {
    switch storage {
    case .received(let head):
      guard let field = head.firstField(named: name) else { return nil }
      return try head.bytes.withUnsafeBytes { bytes in
        try body(UnsafeRawBufferPointer(rebasing: bytes[field.valueRange]))
      }
    case .made:
      guard var value = self[name] else { return nil }
      return try value.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
    }
  }

  /// Adds a field after the others. A name that is not a token, and control characters in a
  /// value, never reach the wire: the server leaves such a field out of its answer.
  public mutating func add(_ name: String, _ value: String) {
    change { $0.append((name: name, value: value)) }
  }

  /// Makes `value` the only value of that name, at the place of the first one.
  public mutating func set(_ name: String, _ value: String) {
    change { fields in
      guard let place = fields.firstIndex(where: { equalIgnoringCase($0.name, name) }) else {
        fields.append((name: name, value: value))
        return
      }
      fields[place].value = value
      var seen = false
      fields.removeAll { field in
        guard equalIgnoringCase(field.name, name) else { return false }
        defer { seen = true }
        return seen
      }
    }
  }

  /// Removes all fields of that name.
  public mutating func remove(_ name: String) {
    guard contains(name) else { return }
    change { $0.removeAll { equalIgnoringCase($0.name, name) } }
  }

  /// Replaces the storage for a moment, so that the array is changed in place.
  private mutating func change(_ body: (inout [(name: String, value: String)]) -> Void) {
    var fields = made
    storage = .made([])
    body(&fields)
    storage = .made(fields)
  }

  private var made: [(name: String, value: String)] {
    switch storage {
    case .received(let head): head.fields.map { (head.name($0), head.value($0)) }
    case .made(let fields): fields
    }
  }
}

extension HTTPHeaders: Sequence {
  /// Walks over the fields in order.
  public func makeIterator() -> IndexingIterator<[(name: String, value: String)]> {
    made.makeIterator()
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  /// The given fields in the given order.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements)
  }
}

/// Whether two field names are the same (RFC 9110, 5.1). ASCII letters alone have two cases.
func equalIgnoringCase(_ a: String, _ b: String) -> Bool {
  let (left, right) = (a.utf8, b.utf8)
  guard left.count == right.count else { return false }
  return zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
}

@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 {
  byte &- 65 < 26 ? byte | 0x20 : byte
}
