/// The keys of the objects that are still open, innermost last, to find a key used twice.
///
/// Small objects are compared pair by pair on 32-bit tags. From 17 keys on a table keyed by the
/// standard library's seeded hash is used, so that no choice of keys makes it slow. Either way
/// the work is proportional to the text.
struct OpenKeys {
  private static let pairwiseLimit = 16

  private struct Key {
    let tag: UInt32
    let index: UInt32
  }

  private var keys: [Key] = []
  /// Index into `keys` plus one, or zero; kept between objects to save allocations.
  private var table: [UInt32] = []

  /// Notes a key that was just put on the tape.
  mutating func add(_ index: Int, _ entry: TapeEntry, _ input: Span<UInt8>) {
    let tag = Self.withName(entry, input, Self.quickTag)
    keys.append(Key(tag: tag, index: UInt32(truncatingIfNeeded: index)))
  }

  /// Forgets the last `count` keys, those of an object that ends.
  ///
  /// - Returns: the tape index of a key that repeats an earlier one, if there is one.
  mutating func close(_ count: Int, _ tape: [TapeEntry], _ input: Span<UInt8>) -> Int? {
    let first = keys.count - count
    defer { keys.removeLast(count) }
    return count <= Self.pairwiseLimit
      ? repeatedOfFew(from: first, tape, input) : repeatedOfMany(from: first, tape, input)
  }

  private func repeatedOfFew(
    from first: Int, _ tape: [TapeEntry], _ input: Span<UInt8>
  ) -> Int? {
    for later in keys.indices[first...].dropFirst() {
      let key = keys[later]
      for earlier in first..<later where keys[earlier].tag == key.tag {
        if Self.same(tape[Int(keys[earlier].index)], tape[Int(key.index)], input) {
          return Int(key.index)
        }
      }
    }
    return nil
  }

  private mutating func repeatedOfMany(
    from first: Int, _ tape: [TapeEntry], _ input: Span<UInt8>
  ) -> Int? {
    var size = 64
    while size < 2 * (keys.count - first) { size *= 2 }
    table.removeAll(keepingCapacity: true)
    table.append(contentsOf: repeatElement(0, count: size))
    for later in first..<keys.count {
      let entry = tape[Int(keys[later].index)]
      let hash = Self.withName(entry, input, Self.seededHash)
      keys[later] = Key(tag: UInt32(truncatingIfNeeded: hash >> 32), index: keys[later].index)
      var slot = Int(truncatingIfNeeded: hash) & (size - 1)
      while table[slot] != 0 {
        let earlier = keys[Int(table[slot]) - 1]
        if earlier.tag == keys[later].tag, Self.same(tape[Int(earlier.index)], entry, input) {
          return Int(keys[later].index)
        }
        slot = (slot + 1) & (size - 1)
      }
      table[slot] = UInt32(truncatingIfNeeded: later + 1)
    }
    return nil
  }

  /// Whether two keys are equal once their escapes are read, scalar for scalar.
  private static func same(_ left: TapeEntry, _ right: TapeEntry, _ input: Span<UInt8>) -> Bool {
    withName(left, input) { left in withName(right, input) { $0.hasSameBytes(as: left) } }
  }

  /// The name of a key, its escapes read.
  @inline(__always)
  private static func withName<Result>(
    _ entry: TapeEntry, _ input: Span<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    input.withUnsafeBufferPointer { buffer in
      let text = UnsafeBufferPointer(rebasing: buffer[entry.range])
      guard entry.isEscaped else { return body(text) }
      return Escapes.unescaped(text).withUnsafeBufferPointer(body)
    }
  }

  /// Mixes the length and both ends of a name. Cheap rather than strong.
  private static func quickTag(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let raw = UnsafeRawBufferPointer(name)
    var mixed = UInt64(truncatingIfNeeded: name.count)
    if name.count >= 8 {
      mixed ^= raw.loadUnaligned(as: UInt64.self)
      mixed = mixed &* 0x9E37_79B9_7F4A_7C15
      mixed ^= raw.loadUnaligned(fromByteOffset: name.count - 8, as: UInt64.self)
    } else {
      for byte in name { mixed = mixed << 8 | UInt64(byte) }
    }
    return UInt32(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  /// A hash that nobody outside of this process can foresee.
  private static func seededHash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(name))
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
