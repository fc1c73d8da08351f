/// Writes JSON straight into bytes: commas, quotes and escapes are its business, the order of
/// the calls is the caller's. There is no tree in between and nothing is allocated per value.
///
/// It writes what it is told: an object's `key` must be followed by exactly one value, and what
/// is begun must be ended.
public struct JSONWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []
  /// Whether the next key or value stands behind another one.
  private var needsComma = false

  /// A writer with room for `capacity` bytes before it must grow.
  public init(reserving capacity: Int = 256) {
    bytes.reserveCapacity(capacity)
  }

  /// Forgets what was written and keeps the room.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
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

  /// Writes the name of a member that was made ready before: `,"name":`, quotes and colon
  /// included. The comma in front is left out where none is due.
  public mutating func rawKey(_ encoded: [UInt8]) {
    encoded.withUnsafeBufferPointer { encoded in
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: encoded[(needsComma ? 0 : 1)...]))
    }
    needsComma = false
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

  /// Writes a string whose text the caller appends: ids, amounts and instants, which are known
  /// to need no escape, go in without becoming a `String` first.
  ///
  /// - Parameter append: must append ASCII without quotes, backslashes and controls, and leave
  ///   what is there alone.
  public mutating func string(_ append: (inout [UInt8]) -> Void) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    append(&bytes)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Writes a number as its text, which must follow RFC 8259 (6).
  public mutating func rawNumber(_ text: String) {
    comma()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  /// Writes a value that is already JSON.
  public mutating func raw(_ json: [UInt8]) {
    comma()
    bytes.append(contentsOf: json)
    needsComma = true
  }

  /// Ends a text of one line a value; what follows begins a text of its own.
  public mutating func lineFeed() {
    bytes.append(0x0A)
    needsComma = false
  }

  /// Marks the place of a value that comes later, and answers its offset.
  mutating func placeValue() -> Int {
    comma()
    needsComma = true
    return bytes.count
  }

  /// Writes a stretch of members or elements that has its own commas.
  mutating func splice(_ stretch: some Collection<UInt8>) {
    bytes.append(contentsOf: stretch)
    needsComma = false
  }

  @inline(__always)
  private mutating func comma() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func begin(_ mark: UInt8) {
    comma()
    bytes.append(mark)
    needsComma = false
  }

  private mutating func end(_ mark: UInt8) {
    bytes.append(mark)
    needsComma = true
  }

  private mutating func append(_ word: StaticString) {
    word.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ number: Int64) {
    bytes.append(addingCapacity: 20) { output in
      output.withUnsafeMutableBufferPointer { buffer, count in
        if number < 0 {
          buffer[count] = UInt8(ascii: "-")
          count += 1
        }
        let first = count
        var rest = number.magnitude
        repeat {
          buffer[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
          count += 1
        } while rest > 0
        // The digits came out last first.
        buffer[first..<count].reverse()
      }
    }
  }

  @inline(__always)
  private mutating func quote(_ text: String, asKey isKey: Bool) {
    // Strings of Swift's own are contiguous, so this is the way taken.
    if text.utf8.withContiguousStorageIfAvailable({ quote($0, asKey: isKey) }) != nil { return }
    Array(text.utf8).withUnsafeBufferPointer { quote($0, asKey: isKey) }
  }

  /// Writes a string or a key with the comma before and the colon behind it.
  ///
  /// Room for all of it is made once: this is where writing JSON spends its time.
  private mutating func quote(_ text: UnsafeBufferPointer<UInt8>, asKey isKey: Bool) {
    let plain = Word.firstSpecial(in: text.span.bytes, from: 0, stopsAtUnicode: false)
    let comma = needsComma
    needsComma = !isKey
    guard plain == text.count else {
      if comma { bytes.append(UInt8(ascii: ",")) }
      quoteEscaping(text)
      if isKey { bytes.append(UInt8(ascii: ":")) }
      return
    }
    bytes.append(addingCapacity: text.count + 4) { output in
      output.withUnsafeMutableBufferPointer { buffer, count in
        func put(_ byte: UInt8) {
          buffer[count] = byte
          count += 1
        }
        if comma { put(UInt8(ascii: ",")) }
        put(UInt8(ascii: "\""))
        let room = UnsafeMutableBufferPointer(rebasing: buffer[count..<(count + text.count)])
        _ = room.update(fromContentsOf: text)
        count += text.count
        put(UInt8(ascii: "\""))
        if isKey { put(UInt8(ascii: ":")) }
      }
    }
  }

  /// Appends a string in quotes, copying in runs from escape to escape.
  private mutating func quoteEscaping(_ text: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    while start < text.count {
      let end = Word.firstSpecial(in: text.span.bytes, from: start, stopsAtUnicode: false)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
      guard end < text.count else { break }
      escape(text[end])
      start = end + 1
    }
    bytes.append(UInt8(ascii: "\""))
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
      bytes.append(UInt8(ascii: "0") + byte >> 4)
      let low = byte & 0xF
      bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    default: bytes.append(byte)
    }
  }
}
