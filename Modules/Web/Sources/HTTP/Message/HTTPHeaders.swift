/// Header fields in their order; names are compared without regard to case.
///
/// The fields of a request stay bytes of its head, those of an answer are written as they are
/// added; strings are made when somebody asks for one.
public struct HTTPHeaders: Sendable {
  private enum Storage: Sendable {
    case received(RequestHead)
    case made(HeaderBlock)
  }

  private var storage: Storage
  /// Lines that come after these, but for those of a name that is here.
  private var common: HeaderLines?

  /// No fields.
  public init() {
    storage = .made(HeaderBlock())
  }

  /// The given fields in the given order.
  public init(_ fields: [(String, String)]) {
    var block = HeaderBlock()
    for (name, value) in fields { block.add(name, value) }
    storage = .made(block)
  }

  init(received head: RequestHead) {
    storage = .received(head)
  }

  /// How many field lines there are.
  public var count: Int {
    switch storage {
    case .received(let head) where common == nil: head.fields.count
    default: whole.lines.count
    }
  }

  /// Whether there is no field.
  public var isEmpty: Bool {
    switch storage {
    case .received(let head): head.fields.isEmpty && common == nil
    case .made(let block): block.bytes.isEmpty && common == nil
    }
  }

  /// The value of the first field of that name. Octets that are not UTF-8 become U+FFFD.
  /// Setting replaces all fields of that name by one, or removes them.
  public subscript(_ name: String) -> String? {
    get {
      switch storage {
      case .received(let head):
        return head.firstField(named: name).map(head.value) ?? common?.value(name)
      case .made(let block):
        return block.first(name)?.value(in: block.bytes) ?? common?.value(name)
      }
    }
    set {
      if let newValue { set(name, newValue) } else { remove(name) }
    }
  }

  /// The values of all fields of that name, in order.
  public func values(_ name: String) -> [String] {
    if case .received(let head) = storage, common == nil {
      return head.fields(named: name).map(head.value)
    }
    return compactMap { equalIgnoringCase($0.name, name) ? $0.value : nil }
  }

  /// Whether there is a field of that name; makes no string.
  public func contains(_ name: String) -> Bool {
    switch storage {
    case .received(let head):
      head.firstField(named: name) != nil || common?.value(name) != nil
    case .made(let block):
      block.first(name) != nil || common?.value(name) != nil
    }
  }

  /// How many fields of that name there are; makes no string.
  public func count(of name: String) -> Int {
    if case .received(let head) = storage, common == nil { return head.count(of: name) }
    return values(name).count
  }

  /// Hands the bytes of the first field of that name to `body`, making no string; `nil` when
  /// there is no such field.
  public func withValue<Result>(
    _ name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result? {
    switch storage {
    case .received(let head) where common == nil:
      guard let field = head.firstField(named: name) else { return nil }
      return try head.bytes.withUnsafeBytes { bytes in
        try body(UnsafeRawBufferPointer(rebasing: bytes[field.valueRange]))
      }
    default:
      let block = whole
      guard let line = block.first(name) else { return nil }
      return try block.bytes.withUnsafeBytes { bytes in
        try body(UnsafeRawBufferPointer(rebasing: bytes[(line.colon + 2)..<(line.end - 2)]))
      }
    }
  }

  /// Adds a field after the others. One whose name is not a token, or whose value has control
  /// characters, is left out: it could end the head early.
  public mutating func add(_ name: String, _ value: String) {
    change { $0.add(name, value) }
  }

  /// Adds a field whose value `write` appends as visible ASCII, making no string.
  public mutating func add(_ name: StaticString, writing write: (inout [UInt8]) -> Void) {
    change { $0.add(name, writing: write) }
  }

  /// Makes `value` the only value of that name, at the place of the first one.
  public mutating func set(_ name: String, _ value: String) {
    change { $0.set(name, value) }
  }

  /// Adds those of the lines whose names are not here, after all that is here and may yet come.
  public mutating func addMissing(_ lines: HeaderLines) {
    if common != nil { storage = .made(whole) }
    common = lines
  }

  /// Removes all fields of that name.
  public mutating func remove(_ name: String) {
    guard contains(name) else { return }
    if common?.value(name) != nil {
      storage = .made(whole)
      common = nil
    }
    change { $0.remove(name) }
  }

  /// Adds the lines as they are sent, without those that the server alone decides on.
  func append(to output: inout [UInt8]) {
    let own = made
    output.append(contentsOf: own.sent)
    if let common { output.append(contentsOf: common.missing(from: own)) }
  }

  /// Replaces the storage for a moment, so that the block is changed in place.
  private mutating func change(_ body: (inout HeaderBlock) -> Void) {
    var block = made
    storage = .made(HeaderBlock())
    body(&block)
    storage = .made(block)
  }

  /// These and the common ones.
  private var whole: HeaderBlock {
    var block = made
    if let common {
      for line in common.block.lines {
        let name = line.name(in: common.block.bytes)
        if block.first(name) == nil { block.add(name, line.value(in: common.block.bytes)) }
      }
    }
    return block
  }

  private var made: HeaderBlock {
    switch storage {
    case .received(let head):
      var block = HeaderBlock()
      for field in head.fields { block.add(head.name(field), head.value(field)) }
      return block
    case .made(let block):
      return block
    }
  }
}

extension HTTPHeaders: Sequence {
  /// Walks over the fields in order.
  public func makeIterator() -> IndexingIterator<[(name: String, value: String)]> {
    if case .received(let head) = storage, common == nil {
      return head.fields.map { (head.name($0), head.value($0)) }.makeIterator()
    }
    let block = whole
    return block.lines.map { ($0.name(in: block.bytes), $0.value(in: block.bytes)) }
      .makeIterator()
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
