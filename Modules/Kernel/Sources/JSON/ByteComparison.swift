import Glibc

extension UnsafeBufferPointer<UInt8> {
  /// Whether two buffers hold the same bytes.
  func hasSameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard count > 0, let mine = baseAddress, let theirs = other.baseAddress else { return true }
    return memcmp(mine, theirs, count) == 0
  }
}

/// Eight bytes looked at in one go.
enum Word {
  /// The same byte eight times.
  private static func eight(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

  /// The high bit of every byte that a string cannot carry as it is: a quote, a backslash, a
  /// control character, or (where `stopsAtUnicode`) anything beyond ASCII. Only the lowest bit
  /// set is to be trusted, because a borrow may set higher ones.
  @inline(__always)
  static func special(_ word: UInt64, stopsAtUnicode: Bool) -> UInt64 {
    let (ones, highs) = (eight(0x01), eight(0x80))
    let quote = word ^ eight(0x22)
    let backslash = word ^ eight(0x5C)
    var found = (quote &- ones) & ~quote
    found |= (backslash &- ones) & ~backslash
    found |= (word &- eight(0x20)) & ~word
    if stopsAtUnicode { found |= word }
    return found & highs
  }

  /// The offset of the first byte, from an offset on, that needs a closer look; `bytes.count`
  /// if there is none.
  @inline(__always)
  static func firstSpecial(
    in bytes: RawSpan, from start: Int, stopsAtUnicode: Bool
  ) -> Int {
    var index = start
    while bytes.byteCount - index >= 8 {
      let word = UInt64(
        littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      let found = special(word, stopsAtUnicode: stopsAtUnicode)
      if found != 0 { return index + found.trailingZeroBitCount >> 3 }
      index += 8
    }
    while index < bytes.byteCount {
      let byte = bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      if byte == 0x22 || byte == 0x5C || byte < 0x20 { return index }
      if stopsAtUnicode, byte >= 0x80 { return index }
      index += 1
    }
    return index
  }

  /// Copies a text up to the first byte that a string cannot carry as it is, and answers how many
  /// bytes those are. There is room for the whole text, and what lies behind those bytes may have
  /// been written to.
  @inline(__always)
  static func copyPlain(
    _ text: UnsafeBufferPointer<UInt8>, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    guard let base = text.baseAddress else { return 0 }
    let (source, target) = (UnsafeRawPointer(base), UnsafeMutableRawPointer(output))
    guard text.count >= 8 else { return copyFew(source, text.count, to: target) }
    let last = text.count - 8
    var index = 0
    while true {
      let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      target.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
      let found = special(UInt64(littleEndian: word), stopsAtUnicode: false)
      if found != 0 { return index + found.trailingZeroBitCount >> 3 }
      if index == last { return text.count }
      // The last word may overlap the one before, which was found plain.
      index = min(index + 8, last)
    }
  }

  /// The same for less than a word, which is looked at as one.
  @inline(__always)
  private static func copyFew(
    _ source: UnsafeRawPointer, _ count: Int, to target: UnsafeMutableRawPointer
  ) -> Int {
    if count >= 4 {
      let first = source.loadUnaligned(as: UInt32.self)
      let second = source.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
      target.storeBytes(of: first, as: UInt32.self)
      target.storeBytes(of: second, toByteOffset: count - 4, as: UInt32.self)
      let word = UInt64(UInt32(littleEndian: first)) | UInt64(UInt32(littleEndian: second)) << 32
      let found = special(word, stopsAtUnicode: false)
      if found == 0 { return count }
      let place = found.trailingZeroBitCount >> 3
      return place < 4 ? place : place - 8 + count
    }
    for index in 0..<count {
      let byte = source.load(fromByteOffset: index, as: UInt8.self)
      if byte == 0x22 || byte == 0x5C || byte < 0x20 { return index }
      target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
    return count
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether these bytes come before others, byte for byte; a beginning comes before the whole.
  func isBefore(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    let common = Swift.min(count, other.count)
    guard common > 0, let mine = baseAddress, let theirs = other.baseAddress else {
      return count < other.count
    }
    let order = memcmp(mine, theirs, common)
    return order == 0 ? count < other.count : order < 0
  }
}
