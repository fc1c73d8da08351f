/// Reads a text once, from left to right, onto a tape.
///
/// There is no recursion: open containers are chained through the tape itself, so a hostile
/// depth costs neither stack nor memory. Every access to the input is bounds-checked.
struct JSONParser {
  /// Stands for "no container is open".
  private static let outside = UInt32.max
  /// Four bits of an entry's count word are taken, and an element needs two bytes of text.
  static let largestText = 1 << 29

  private(set) var tape: [TapeEntry] = []
  var position = 0
  var keys = OpenKeys()
  private var open = Self.outside
  private var depth = 0
  private let maxDepth: Int

  init(maxDepth: Int, textLength: Int) {
    self.maxDepth = maxDepth
    // A guess: ordinary documents have an entry every six to twelve bytes.
    tape.reserveCapacity(textLength / 8 + 8)
  }

  /// Reads the whole text, which must be one value with nothing but white space around it.
  mutating func parse(_ input: Span<UInt8>) throws(JSONError) {
    guard input.count <= Self.largestText else { throw JSONError(offset: 0, reason: .tooLarge) }
    try refuseByteOrderMark(input)
    skipSpace(input)
    while true {
      if try beginValue(input) { continue }
      guard try finishValue(input) else { break }
    }
    guard position == input.count else { throw failure(.trailingBytes) }
  }

  /// An error where the parser stands.
  func failure(_ reason: JSONError.Reason) -> JSONError {
    JSONError(offset: position, reason: reason)
  }

  /// Puts a string or a number on the tape.
  mutating func append(_ kind: JSONKind, _ range: Range<Int>, flag: Bool = false) {
    let next = UInt32(truncatingIfNeeded: tape.count + 1)
    tape.append(
      TapeEntry(kind: kind, start: range.lowerBound, length: range.count, next: next, flag: flag))
  }

  private func refuseByteOrderMark(_ input: Span<UInt8>) throws(JSONError) {
    guard input.count >= 3 else { return }
    if input[0] == 0xEF, input[1] == 0xBB, input[2] == 0xBF { throw failure(.byteOrderMark) }
  }

  @inline(__always)
  private mutating func skipSpace(_ input: Span<UInt8>) {
    while position < input.count {
      let byte = input[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  @inline(__always)
  private func peek(_ input: Span<UInt8>) throws(JSONError) -> UInt8 {
    guard position < input.count else { throw failure(.unexpectedEnd) }
    return input[position]
  }

  /// Reads a whole value, or the beginning of a container up to where its first value stands.
  ///
  /// - Returns: `true` if such a container was opened, so that a value must follow.
  private mutating func beginValue(_ input: Span<UInt8>) throws(JSONError) -> Bool {
    let byte = try peek(input)
    if open != Self.outside { tape[Int(open)].addMember() }
    switch byte {
    case UInt8(ascii: "\""):
      try readString(input)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try readNumber(input)
    case UInt8(ascii: "{"):
      return try openContainer(.object, input)
    case UInt8(ascii: "["):
      return try openContainer(.array, input)
    case UInt8(ascii: "t"):
      try readWord("true", .true, input)
    case UInt8(ascii: "f"):
      try readWord("false", .false, input)
    case UInt8(ascii: "n"):
      try readWord("null", .null, input)
    default:
      throw failure(Self.isLetter(byte) ? .invalidLiteral : .unexpectedByte)
    }
    return false
  }

  /// After a value: closes the containers that end here.
  ///
  /// - Returns: `true` if another value follows, `false` if the outermost one is complete.
  private mutating func finishValue(_ input: Span<UInt8>) throws(JSONError) -> Bool {
    while open != Self.outside {
      skipSpace(input)
      let byte = try peek(input)
      let isObject = tape[Int(open)].kind == .object
      switch byte {
      case UInt8(ascii: ","):
        position += 1
        skipSpace(input)
        if isObject { try readKey(input) }
        return true
      case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
        position += 1
        try closeContainer(input)
      default:
        throw failure(.unexpectedByte)
      }
    }
    skipSpace(input)
    return false
  }

  /// - Returns: whether a value must follow; an empty container is closed at once.
  private mutating func openContainer(
    _ kind: JSONKind, _ input: Span<UInt8>
  ) throws(JSONError) -> Bool {
    guard depth < maxDepth else { throw failure(.tooDeep) }
    depth += 1
    tape.append(TapeEntry(kind: kind, start: position, length: 0, next: open))
    open = UInt32(truncatingIfNeeded: tape.count - 1)
    position += 1
    skipSpace(input)
    let byte = try peek(input)
    if byte == (kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
      position += 1
      try closeContainer(input)
      return false
    }
    if kind == .object { try readKey(input) }
    return true
  }

  private mutating func closeContainer(_ input: Span<UInt8>) throws(JSONError) {
    let index = Int(open)
    let entry = tape[index]
    tape[index].length = UInt32(truncatingIfNeeded: position) - entry.start
    tape[index].next = UInt32(truncatingIfNeeded: tape.count)
    open = entry.next
    depth -= 1
    guard entry.kind == .object, entry.count > 0 else { return }
    if let twice = keys.close(entry.count, tape, input) {
      throw JSONError(offset: Int(tape[twice].start) - 1, reason: .duplicateKey)
    }
  }

  /// Reads a key and its colon, up to where the value stands.
  private mutating func readKey(_ input: Span<UInt8>) throws(JSONError) {
    guard try peek(input) == UInt8(ascii: "\"") else { throw failure(.unexpectedByte) }
    try readString(input)
    keys.add(tape.count - 1, tape[tape.count - 1], input)
    skipSpace(input)
    guard try peek(input) == UInt8(ascii: ":") else { throw failure(.unexpectedByte) }
    position += 1
    skipSpace(input)
  }

  private mutating func readWord(
    _ word: StaticString, _ kind: JSONKind, _ input: Span<UInt8>
  ) throws(JSONError) {
    let start = position
    for offset in 0..<word.utf8CodeUnitCount {
      guard start + offset < input.count else { throw failure(.unexpectedEnd) }
      guard input[start + offset] == word.utf8Start[offset] else { throw failure(.invalidLiteral) }
    }
    position += word.utf8CodeUnitCount
    append(kind, start..<position)
  }

  /// Whether a byte begins a word, right or wrong.
  static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }
}
