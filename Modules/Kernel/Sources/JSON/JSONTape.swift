/// One value, or one key, of a parsed text.
///
/// Sixteen bytes without references: a document of a thousand values is one array.
struct TapeEntry {
  /// Offset of the first byte; in strings, of the first byte after the quote.
  var start: UInt32
  /// Bytes of text; in strings, without the quotes.
  var length: UInt32
  /// Index of the entry that follows this value and all it contains. While a container is
  /// still open, the index of the container around it.
  var next: UInt32
  /// Three bits of kind, one flag, 28 bits of count.
  private var bits: UInt32

  /// An entry without members; `flag` says "escaped" of a string and "whole" of a number.
  init(kind: JSONKind, start: Int, length: Int, next: UInt32, flag: Bool = false) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.length = UInt32(truncatingIfNeeded: length)
    self.next = next
    bits = UInt32(kind.rawValue) | (flag ? 0b1000 : 0)
  }

  /// What stands here. Seven cases fit three bits, so the eighth pattern cannot occur.
  var kind: JSONKind { JSONKind(rawValue: UInt8(truncatingIfNeeded: bits & 0b111)) ?? .null }

  /// Whether a string contains escapes and must be unescaped before it is compared.
  var isEscaped: Bool { bits & 0b1000 != 0 }

  /// Whether a number is written without fraction and exponent.
  var isWhole: Bool { bits & 0b1000 != 0 }

  /// Members of an object or elements of an array.
  var count: Int { Int(bits >> 4) }

  /// Notes one more member or element.
  mutating func addMember() { bits &+= 0b1_0000 }

  /// Where the text stands.
  var range: Range<Int> { Int(start)..<(Int(start) + Int(length)) }
}

/// A parsed text: its bytes, and the flat list of what was found in them.
///
/// A class so that a value is one reference and one index; made once a document.
final class JSONTape: Sendable {
  let bytes: [UInt8]
  let entries: [TapeEntry]

  init(bytes: [UInt8], entries: [TapeEntry]) {
    self.bytes = bytes
    self.entries = entries
  }

  /// The text of an entry as it was written.
  func withText<Result>(
    of index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    let range = entries[index].range
    return try bytes.withUnsafeBufferPointer { buffer in
      try body(UnsafeBufferPointer(rebasing: buffer[range]))
    }
  }

  /// The string at an index, its escapes read.
  func string(at index: Int) -> String {
    let isEscaped = entries[index].isEscaped
    return withText(of: index) { text in
      guard isEscaped else { return String(decoding: text, as: UTF8.self) }
      return String(unsafeUninitializedCapacity: text.count) { Escapes.unescape(text, into: $0) }
    }
  }

  /// Whether the key at an index is a given name, byte for byte.
  func key(at index: Int, is name: UnsafeBufferPointer<UInt8>) -> Bool {
    let entry = entries[index]
    if entry.isEscaped {
      // Unescaping never makes a text longer.
      guard Int(entry.length) > name.count else { return false }
      return withText(of: index) { Escapes.unescaped($0).elementsEqual(name) }
    }
    guard Int(entry.length) == name.count else { return false }
    return withText(of: index) { $0.hasSameBytes(as: name) }
  }

  /// The index of the value of a member, or `nil`.
  func member(_ name: UnsafeBufferPointer<UInt8>, of object: Int) -> Int? {
    var index = object + 1
    let end = Int(entries[object].next)
    while index < end {
      if key(at: index, is: name) { return index + 1 }
      index = Int(entries[index + 1].next)
    }
    return nil
  }
}
