internal import Crypto
public import Kernel

/// Where a page of a list ended: the sort keys of its last item, as opaque text.
///
/// The text holds a version, the list's name by way of a checksum, and the keys. The checksum
/// keeps a mistyped or foreign cursor from being taken for a place in the list; it is no secret,
/// since a cursor says nothing that its bearer may not know.
public struct Cursor: Hashable, Sendable {
  /// One sort key.
  public enum Key: Hashable, Sendable {
    /// A whole number.
    case integer(Int64)
    /// Text.
    case text(String)
    /// An identifier.
    case id(UInt128)
    /// An instant.
    case instant(Instant)

    /// The kind of the key.
    public var kind: Kind {
      switch self {
      case .integer: .integer
      case .text: .text
      case .id: .id
      case .instant: .instant
      }
    }
  }

  /// The kinds of sort keys.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    case integer = 1
    case text, id, instant
  }

  /// The sort keys of the last item, in the order in which the list is sorted.
  public let keys: [Key]

  /// A place after an item with these sort keys.
  public init(_ keys: Key...) {
    self.keys = keys
  }

  /// A place after an item with these sort keys.
  public init(keys: [Key]) {
    self.keys = keys
  }

  private static let version: UInt8 = 1
  private static let checksumCount = 4

  /// The cursor as text, bound to a list.
  ///
  /// - Parameter list: the list's name, such as `ajo.transactions`; a filter that changes what
  ///   the list holds belongs in it.
  public func encoded(for list: String) -> String {
    // The list's name goes in front while the checksum is made of all, and is left out then.
    var bytes = Array(list.utf8)
    bytes.reserveCapacity(bytes.count + 64)
    bytes.append(0)
    let start = bytes.count
    bytes.append(Self.version)
    for key in keys { Self.append(key, to: &bytes) }
    bytes += SHA256.hash(bytes).prefix(Self.checksumCount)
    return Base64URL.encode(Array(bytes[start...]))
  }

  /// Reads a cursor that was made for a list with these kinds of keys; `nil` for all else.
  public init?(decoding text: String, for list: String, kinds: [Kind]) {
    guard text.utf8.count <= 1_024, let bytes = Base64URL.decode(text),
      bytes.count > Self.checksumCount,
      bytes[0] == Self.version
    else { return nil }
    let content = Array(bytes.dropLast(Self.checksumCount))
    guard Self.checksum(content, list) == Array(bytes.suffix(Self.checksumCount)) else {
      return nil
    }
    var reader = KeyReader(bytes: content[1...])
    var keys: [Key] = []
    for kind in kinds {
      guard let key = reader.next(), key.kind == kind else { return nil }
      keys.append(key)
    }
    guard reader.bytes.isEmpty else { return nil }
    self.keys = keys
  }

  private static func checksum(_ bytes: [UInt8], _ list: String) -> [UInt8] {
    Array(SHA256.hash(Array(list.utf8) + [0] + bytes).prefix(checksumCount))
  }

  private static func append(_ key: Key, to bytes: inout [UInt8]) {
    bytes.append(key.kind.rawValue)
    switch key {
    case .integer(let number): append(number, to: &bytes)
    case .instant(let instant): append(instant.milliseconds, to: &bytes)
    case .id(let id): append(id, to: &bytes)
    case .text(let text):
      append(UInt16(truncatingIfNeeded: text.utf8.count), to: &bytes)
      bytes += text.utf8
    }
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
  }
}

/// Takes keys off the bytes of a cursor.
private struct KeyReader {
  var bytes: ArraySlice<UInt8>

  mutating func next() -> Cursor.Key? {
    guard let kind = bytes.popFirst().flatMap(Cursor.Kind.init) else { return nil }
    switch kind {
    case .integer: return number().map(Cursor.Key.integer)
    case .instant: return number().map { .instant(Instant(milliseconds: $0)) }
    case .id: return number().map(Cursor.Key.id)
    case .text:
      guard let count: UInt16 = number(), Int(count) <= bytes.count else { return nil }
      defer { bytes = bytes.dropFirst(Int(count)) }
      return String(validating: bytes.prefix(Int(count)), as: UTF8.self).map(Cursor.Key.text)
    }
  }

  private mutating func number<Number: FixedWidthInteger>() -> Number? {
    let size = Number.bitWidth / 8
    guard bytes.count >= size else { return nil }
    defer { bytes = bytes.dropFirst(size) }
    return bytes.prefix(size).reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }
}
