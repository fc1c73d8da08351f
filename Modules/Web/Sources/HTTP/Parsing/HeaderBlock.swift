/// Field lines as they go over the wire, `Name: value` and a line break each: an answer's head is
/// then one copy. Whatever is here is well formed.
struct HeaderBlock: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Whether there are fields that the server alone decides on, which are not sent.
  private(set) var holdsFraming = false
  /// A bit for each name here, of its length and first letter: most names that are looked for are
  /// not here, and that is seen without looking.
  private(set) var nameMarks: UInt64 = 0

  /// Octets that most answers have room in.
  private static var usual: Int { 384 }

  /// Adds a line; a name that is not a token and a value with control characters add nothing.
  mutating func add(_ name: String, _ value: String) {
    var (name, value) = (name, value)
    let start = bytes.count
    if start == 0 { bytes.reserveCapacity(Self.usual) }
    let nameFits = name.withUTF8 { text in
      bytes.append(contentsOf: text)
      return Self.isToken(text)
    }
    bytes.append(": ")
    let valueFits = value.withUTF8 { text in
      bytes.append(contentsOf: text)
      return text.allSatisfy { Characters.isFieldContent($0) }
    }
    bytes.append("\r\n")
    if !nameFits || !valueFits {
      bytes.removeSubrange(start...)
      return
    }
    nameMarks |= Self.mark(name)
    if Self.isFraming(name) { holdsFraming = true }
  }

  /// Adds a line whose value `write` appends; it is to append visible ASCII alone.
  mutating func add(_ name: StaticString, writing write: (inout [UInt8]) -> Void) {
    if bytes.isEmpty { bytes.reserveCapacity(Self.usual) }
    bytes.append(name)
    bytes.append(": ")
    write(&bytes)
    bytes.append("\r\n")
    nameMarks |= name.withUTF8Buffer { Self.mark(length: $0.count, first: $0.first) }
  }

  /// Replaces the value of the first line of that name, and removes the others.
  mutating func set(_ name: String, _ value: String) {
    guard let place = first(name)?.start else { return add(name, value) }
    let before = Array(bytes[..<place])
    let after = lines(from: place).filter { !$0.isNamed(name, in: bytes) }
      .flatMap { bytes[$0.start..<$0.end] }
    bytes = before
    add(name, value)
    bytes += after
  }

  /// Removes all lines of that name.
  mutating func remove(_ name: String) {
    bytes = lines.filter { !$0.isNamed(name, in: bytes) }.flatMap { bytes[$0.start..<$0.end] }
  }

  /// The lines that are sent.
  var sent: [UInt8] {
    if !holdsFraming { return bytes }
    return lines.filter { !Self.isFraming($0.name(in: bytes)) }
      .flatMap { bytes[$0.start..<$0.end] }
  }

  // MARK: Looking

  /// Where one line is: `Name: value` CR LF.
  struct Line {
    let start: Int
    let colon: Int
    /// After the line break.
    let end: Int

    func name(in bytes: [UInt8]) -> String { String(decoding: bytes[start..<colon], as: UTF8.self) }

    func value(in bytes: [UInt8]) -> String {
      String(decoding: bytes[(colon + 2)..<(end - 2)], as: UTF8.self)
    }

    func isNamed(_ name: String, in bytes: [UInt8]) -> Bool {
      var name = name
      return name.withUTF8 { wanted in
        wanted.count == colon - start
          && wanted.indices.allSatisfy {
            lowercased(bytes[start + $0]) == lowercased(wanted[$0])
          }
      }
    }
  }

  /// All lines in order.
  var lines: [Line] { lines(from: 0) }

  /// The first line of that name.
  func first(_ name: String) -> Line? {
    guard nameMarks & Self.mark(name) != 0 else { return nil }
    var place = 0
    while let line = line(at: place) {
      if line.isNamed(name, in: bytes) { return line }
      place = line.end
    }
    return nil
  }

  private static func mark(_ name: String) -> UInt64 {
    mark(length: name.utf8.count, first: name.utf8.first)
  }

  /// The same for a name in either case.
  private static func mark(length: Int, first: UInt8?) -> UInt64 {
    1 << UInt64((length + 11 * Int(lowercased(first ?? 0))) & 63)
  }

  private func lines(from start: Int) -> [Line] {
    var found: [Line] = []
    var place = start
    while let line = line(at: place) {
      found.append(line)
      place = line.end
    }
    return found
  }

  private func line(at start: Int) -> Line? {
    guard start < bytes.count else { return nil }
    var colon = start
    while bytes[colon] != ASCII.colon { colon += 1 }
    var end = colon
    while bytes[end] != ASCII.lineFeed { end += 1 }
    return Line(start: start, colon: colon, end: end + 1)
  }

  // MARK: Rules

  /// Whether the server alone decides on the field.
  private static func isFraming(_ name: String) -> Bool {
    switch name.utf8.count {
    case 4: equalIgnoringCase(name, "date")
    case 10: equalIgnoringCase(name, "connection") || equalIgnoringCase(name, "keep-alive")
    case 14: equalIgnoringCase(name, "content-length")
    case 17: equalIgnoringCase(name, "transfer-encoding")
    default: false
    }
  }

  private static func isToken(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let token = Characters.token
    return !text.isEmpty && text.allSatisfy { token.contains($0) }
  }
}

/// Header fields that many answers have in common, checked and turned into bytes once.
public final class HeaderLines: Sendable {
  let block: HeaderBlock

  /// Takes fields in their order. Those that could not be sent in an answer are left out: see
  /// `HTTPHeaders.add`.
  public init(_ fields: [(name: String, value: String)]) {
    var block = HeaderBlock()
    for (name, value) in fields { block.add(name, value) }
    self.block = block
  }

  func value(_ name: String) -> String? { block.first(name)?.value(in: block.bytes) }

  /// The lines whose names are not in `own`.
  func missing(from own: HeaderBlock) -> [UInt8] {
    if own.nameMarks & block.nameMarks == 0 { return block.bytes }
    return block.lines.filter { own.first($0.name(in: block.bytes)) == nil }
      .flatMap { block.bytes[$0.start..<$0.end] }
  }
}
