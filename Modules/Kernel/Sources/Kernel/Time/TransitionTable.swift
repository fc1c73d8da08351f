/// What a compiled zone file says (RFC 9636): the clock changes on record and the rule after them.
struct TransitionTable: Sendable {
  /// A time during which the offset does not change.
  struct Span {
    /// Seconds east of Greenwich.
    let offset: Int
    /// The second at which the next span begins; nil if none follows.
    let end: Int64?
  }

  /// Seconds since 1970 at which a new offset begins, rising.
  private let times: [Int64]
  /// The offset from each of `times` on.
  private let offsets: [Int32]
  private let offsetBefore: Int32
  /// What holds from the last of `times` on; nil for the last offset for ever.
  private let rule: PosixRule?

  static func fixed(offset: Int32) -> TransitionTable {
    TransitionTable(times: [], offsets: [], offsetBefore: offset, rule: nil)
  }

  private init(times: [Int64], offsets: [Int32], offsetBefore: Int32, rule: PosixRule?) {
    self.times = times
    self.offsets = offsets
    self.offsetBefore = offsetBefore
    self.rule = rule
  }

  /// The span that holds the second.
  func span(at second: Int64) -> Span {
    let next = firstIndex(after: second)
    guard next == times.count else {
      let offset = next == 0 ? offsetBefore : offsets[next - 1]
      return Span(offset: Int(offset), end: times[next])
    }
    return rule?.span(at: second) ?? Span(offset: Int(offsets.last ?? offsetBefore), end: nil)
  }

  /// How many of `times` are not after the second.
  private func firstIndex(after second: Int64) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= second { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension TransitionTable {
  /// Reads a file of version 2 or later; nil if it is not one in every part that matters.
  init?(tzif: [UInt8]) {
    var reader = OctetReader(tzif)
    // A block for readers of 32-bit times comes first, then the one that counts.
    guard let old = TZifCounts(&reader), reader.skip(old.octets(timeSize: 4)),
      let counts = TZifCounts(&reader), counts.types > 0, counts.leaps == 0,
      counts.octets(timeSize: 8) <= reader.left
    else { return nil }
    let times = (0..<counts.times).compactMap { _ in
      reader.bigEndian(8).map { Int64(bitPattern: $0) }
    }
    let indices = (0..<counts.times).compactMap { _ in reader.bigEndian(1).map { Int($0) } }
    let types = (0..<counts.types).compactMap { _ -> Int32? in
      defer { _ = reader.skip(2) }  // Whether it is summer time, and its name.
      return reader.bigEndian(4).map { Int32(truncatingIfNeeded: $0) }
    }
    guard zip(times, times.dropFirst()).allSatisfy(<), indices.allSatisfy({ $0 < types.count }),
      types.allSatisfy({ abs(Int($0)) < 26 * 3600 }),
      reader.skip(counts.octetsAfterTypes(timeSize: 8)), let footer = reader.lineInLineFeeds()
    else { return nil }
    if footer.isEmpty {
      rule = nil
    } else {
      guard let rule = PosixRule(footer) else { return nil }
      self.rule = rule
    }
    self.times = times
    offsets = indices.map { types[$0] }
    offsetBefore = types[0]
  }
}

/// The header of a block: how many of each thing follow.
private struct TZifCounts {
  let utcMarks: Int, standardMarks: Int, leaps: Int, times: Int, types: Int, characters: Int

  init?(_ reader: inout OctetReader) {
    guard reader.bigEndian(4) == 0x545A_6966, let version = reader.bigEndian(1),
      version >= UInt8(ascii: "2"), reader.skip(15)
    else { return nil }
    let counts = (0..<6).compactMap { _ in reader.bigEndian(4).map { Int($0) } }
    guard counts.count == 6 else { return nil }
    (utcMarks, standardMarks, leaps) = (counts[0], counts[1], counts[2])
    (times, types, characters) = (counts[3], counts[4], counts[5])
  }

  func octets(timeSize: Int) -> Int {
    times * (timeSize + 1) + types * 6 + octetsAfterTypes(timeSize: timeSize)
  }

  func octetsAfterTypes(timeSize: Int) -> Int {
    characters + leaps * (timeSize + 4) + standardMarks + utcMarks
  }
}

/// Reads numbers from the front of a file.
private struct OctetReader {
  private let octets: [UInt8]
  private var position = 0

  init(_ octets: [UInt8]) {
    self.octets = octets
  }

  var left: Int { octets.count - position }

  mutating func skip(_ count: Int) -> Bool {
    guard count <= left else { return false }
    position += count
    return true
  }

  mutating func bigEndian(_ count: Int) -> UInt64? {
    guard count <= left else { return nil }
    defer { position += count }
    return octets[position..<position + count].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The text between the line feed that comes next and the one after it.
  mutating func lineInLineFeeds() -> [UInt8]? {
    guard bigEndian(1) == 10, let end = octets[position...].firstIndex(of: 10) else { return nil }
    defer { position = end + 1 }
    return Array(octets[position..<end])
  }
}
