/// Writes JSON straight into bytes: commas, quotes and escapes are its business, the order of
/// the calls is the caller's. There is no tree in between and nothing is allocated per value.
///
/// It writes what it is told: an object's `key` must be followed by exactly one value, and what
/// is begun must be ended.
///
/// What it has written lies in memory of its own and not in an array, whose every change would
/// first look whether anybody else holds it: answers are made of many short pieces.
public struct JSONWriter: ~Copyable, @unchecked Sendable {
  // Unchecked: the memory belongs to this value alone, which cannot be copied.
  @usableFromInline var memory: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  @usableFromInline var count = 0
  /// Whether the next key or value stands behind another one.
  @usableFromInline var needsComma = false

  /// A writer with room for `capacity` bytes before it must grow.
  public init(reserving capacity: Int = 256) {
    self.capacity = max(capacity, 16)
    memory = .allocate(capacity: self.capacity)
  }

  deinit {
    memory.deallocate()
  }

  /// What was written so far.
  public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: memory, count: count)) }

  /// Forgets what was written and keeps the room.
  public mutating func removeAll() {
    count = 0
    needsComma = false
  }

  /// Writes `{`.
  public mutating func beginObject() { begin(UInt8(ascii: "{")) }

  /// Writes `}`.
  public mutating func endObject() { end(UInt8(ascii: "}")) }

  /// Writes `[`.
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }

  /// Writes `]`.
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Writes the name of a member that is known when the program is built.
  public mutating func key(_ name: StaticString) {
    name.withUTF8Buffer { quote($0, asKey: true) }
  }

  /// Writes the name of a member.
  ///
  /// Disfavoured so that a literal takes the cheaper overload.
  @_disfavoredOverload
  public mutating func key(_ name: String) {
    quote(name, asKey: true)
  }

  /// Writes the name of a member that was made ready before. The comma in front is left out where
  /// none is due.
  @inlinable
  @inline(__always)
  public mutating func key(_ key: JSONKey) {
    let skipped = needsComma ? 0 : 1
    needsComma = false
    var place = UnsafeMutableRawPointer(end(withRoomFor: key.words * 8))
    // What lies behind the key is copied too, and then overwritten by what comes next.
    key.octets.withUnsafeBytes { octets in
      guard var source = octets.baseAddress else { return }
      source += skipped
      var left = key.words
      repeat {
        place.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
        source += 8
        place += 8
        left -= 1
      } while left > 0
    }
    count += key.count - skipped
  }

  /// Writes a string.
  public mutating func value(_ text: String) {
    quote(text, asKey: false)
  }

  /// Writes a string.
  public mutating func value(_ text: Substring) {
    value(String(text))
  }

  /// Writes a whole number.
  public mutating func value(_ number: Int64) {
    comma()
    append(number)
    needsComma = true
  }

  /// Writes a whole number.
  public mutating func value(_ number: Int) { value(Int64(number)) }

  /// Writes `true` or `false`.
  public mutating func value(_ flag: Bool) {
    comma()
    append(flag ? "true" : "false")
    needsComma = true
  }

  /// Writes `null`.
  public mutating func null() {
    comma()
    append("null")
    needsComma = true
  }

  /// Writes a string whose text the caller puts where it goes: ids, amounts and instants, which
  /// are known to need no escape, go in without becoming a `String` first.
  ///
  /// - Parameters:
  ///   - longest: the most octets that are written.
  ///   - write: writes ASCII without quotes, backslashes and controls, and answers how many octets
  ///     it wrote.
  @inlinable
  public mutating func string(
    upTo longest: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) {
    comma()
    needsComma = true
    let start = end(withRoomFor: longest + 2)
    start[0] = UInt8(ascii: "\"")
    let written = write(UnsafeMutableBufferPointer(start: start + 1, count: longest))
    start[written + 1] = UInt8(ascii: "\"")
    count += written + 2
  }

  /// Writes a number as its text, which must follow RFC 8259 (6).
  public mutating func rawNumber(_ text: String) {
    comma()
    append(Array(text.utf8))
    needsComma = true
  }

  /// Writes a value that is already JSON.
  public mutating func raw(_ json: [UInt8]) {
    comma()
    append(json)
    needsComma = true
  }

  /// Ends a text of one line a value; what follows begins a text of its own.
  public mutating func lineFeed() {
    append(0x0A as UInt8)
    needsComma = false
  }

  /// Marks the place of a value that comes later, and answers its offset.
  mutating func placeValue() -> Int {
    comma()
    needsComma = true
    return count
  }

  /// Writes a stretch of members or elements that has its own commas.
  mutating func splice(_ stretch: ArraySlice<UInt8>) {
    stretch.withUnsafeBufferPointer { append($0) }
    needsComma = false
  }

  private mutating func begin(_ mark: UInt8) {
    comma()
    append(mark)
    needsComma = false
  }

  private mutating func end(_ mark: UInt8) {
    append(mark)
    needsComma = true
  }
}

// The memory.
extension JSONWriter {
  /// Where what is written ends, with room for so many more octets behind it.
  @inline(__always)
  @inlinable
  mutating func end(withRoomFor octets: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity - count < octets { grow(by: octets) }
    return memory + count
  }

  @inline(never)
  @usableFromInline
  mutating func grow(by octets: Int) {
    capacity = max(2 * capacity, count + octets)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: memory, count: count)
    memory.deallocate()
    memory = larger
  }

  @inline(__always)
  @inlinable
  mutating func comma() {
    if needsComma { append(UInt8(ascii: ",")) }
  }

  @inline(__always)
  @inlinable
  mutating func append(_ byte: UInt8) {
    end(withRoomFor: 1).pointee = byte
    count += 1
  }

  @inlinable
  mutating func append(_ octets: UnsafeBufferPointer<UInt8>) {
    guard let source = octets.baseAddress else { return }
    end(withRoomFor: octets.count).update(from: source, count: octets.count)
    count += octets.count
  }

  private mutating func append(_ octets: [UInt8]) {
    octets.withUnsafeBufferPointer { append($0) }
  }

  private mutating func append(_ word: StaticString) {
    word.withUTF8Buffer { append($0) }
  }

  private mutating func append(_ number: Int64) {
    let start = end(withRoomFor: 20)
    var rest = number.magnitude
    var digits = 0
    repeat {
      start[digits] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      digits += 1
    } while rest > 0
    if number < 0 {
      start[digits] = UInt8(ascii: "-")
      digits += 1
    }
    // The digits came out last first.
    var written = UnsafeMutableBufferPointer(start: start, count: digits)
    written.reverse()
    count += digits
  }
}

// Strings.
extension JSONWriter {
  @inline(__always)
  private mutating func quote(_ text: String, asKey isKey: Bool) {
    // Strings of Swift's own are contiguous, so this is the way taken.
    if text.utf8.withContiguousStorageIfAvailable({ quote($0, asKey: isKey) }) != nil { return }
    Array(text.utf8).withUnsafeBufferPointer { quote($0, asKey: isKey) }
  }

  /// Writes a string or a key with the comma before and the colon behind it.
  private mutating func quote(_ text: UnsafeBufferPointer<UInt8>, asKey isKey: Bool) {
    // The comma, the quotes and the colon.
    var place = end(withRoomFor: text.count + 4)
    let start = place
    if needsComma {
      place.pointee = UInt8(ascii: ",")
      place += 1
    }
    place.pointee = UInt8(ascii: "\"")
    place += 1
    let plain = Word.copyPlain(text, to: place)
    place += plain
    count += place - start
    if plain < text.count {
      escape(text, from: plain)
      place = end(withRoomFor: 2)
    }
    place[0] = UInt8(ascii: "\"")
    if isKey { place[1] = UInt8(ascii: ":") }
    count += isKey ? 2 : 1
    needsComma = !isKey
  }

  /// Writes a text from an octet on that cannot stand as it is.
  @inline(never)
  private mutating func escape(_ text: UnsafeBufferPointer<UInt8>, from start: Int) {
    var index = start
    while index < text.count {
      escape(text[index])
      index += 1
      let rest = UnsafeBufferPointer(rebasing: text[index...])
      let plain = Word.copyPlain(rest, to: end(withRoomFor: rest.count))
      count += plain
      index += plain
    }
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x08: append("\\b")
    case 0x09: append("\\t")
    case 0x0A: append("\\n")
    case 0x0C: append("\\f")
    case 0x0D: append("\\r")
    case ..<0x20:
      append("\\u00")
      append(UInt8(ascii: "0") + byte >> 4)
      let low = byte & 0xF
      append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    default: append(byte)
    }
  }
}
