/// Base 64 with the alphabet for URLs and file names, without padding (RFC 4648, 5; RFC 7515, 2).
public enum Base64URL {
  private static let alphabet = Base64Alphabet(endingIn: "-", "_")

  /// The octets as text.
  public static func encode(_ bytes: [UInt8]) -> String {
    alphabet.encode(bytes, isPadded: false)
  }

  /// Appends the octets as text, without making a `String`.
  public static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
    alphabet.append(bytes, to: &text)
  }

  /// The octets that the text stands for; nil for padding, blanks, foreign characters and for text
  /// that `encode` would not have written (bits left over that are not zero).
  public static func decode(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { alphabet.decode($0) }
  }

  /// The octets that the text stands for, by the same rules as from a `String`.
  public static func decode(utf8 text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    alphabet.decode(text)
  }
}

/// Base 64 with the common alphabet and padding (RFC 4648, 4).
public enum Base64 {
  /// The octets as text, padded to a multiple of four.
  public static func encode(_ bytes: [UInt8]) -> String {
    Base64Alphabet.common.encode(bytes, isPadded: true)
  }

  /// The octets that the text stands for; nil for missing padding, blanks, foreign characters and
  /// for text that `encode` would not have written (bits left over that are not zero).
  public static func decode(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { text -> [UInt8]? in
      guard text.count % 4 == 0 else { return nil }
      var count = text.count
      while count > text.count - 2, count > 0, text[count - 1] == UInt8(ascii: "=") { count -= 1 }
      return Base64Alphabet.common.decode(UnsafeBufferPointer(rebasing: text[..<count]))
    }
  }
}

/// The 64 characters of a variant and what each stands for.
struct Base64Alphabet: Sendable {
  private let characters: [UInt8]
  /// The value of each octet; 255 for what is not in the alphabet.
  private let values: [UInt8]

  static let common = Base64Alphabet(endingIn: "+", "/")

  /// Letters, digits, and these two for 62 and 63.
  init(endingIn second: Unicode.Scalar, _ last: Unicode.Scalar) {
    let characters =
      [UInt8](UInt8(ascii: "A")...UInt8(ascii: "Z")) + (UInt8(ascii: "a")...UInt8(ascii: "z"))
      + (UInt8(ascii: "0")...UInt8(ascii: "9")) + [UInt8(ascii: second), UInt8(ascii: last)]
    var values = [UInt8](repeating: 255, count: 256)
    for (value, character) in characters.enumerated() { values[Int(character)] = UInt8(value) }
    self.characters = characters
    self.values = values
  }

  func encode(_ bytes: [UInt8], isPadded: Bool) -> String {
    let count = bytes.count / 3 * 4 + [0, 2, 3][bytes.count % 3]
    let padding = isPadded ? (4 - count % 4) % 4 : 0
    return String(unsafeUninitializedCapacity: count + padding) { text in
      write(bytes, to: text)
      for index in count..<count + padding { text[index] = UInt8(ascii: "=") }
      return count + padding
    }
  }

  func append(_ bytes: [UInt8], to text: inout [UInt8]) {
    let count = bytes.count / 3 * 4 + [0, 2, 3][bytes.count % 3]
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { buffer in
      write(bytes, to: buffer)
      text.append(contentsOf: UnsafeBufferPointer(buffer))
    }
  }

  private func write(_ bytes: [UInt8], to text: UnsafeMutableBufferPointer<UInt8>) {
    characters.withUnsafeBufferPointer { characters in
      var position = 0
      var index = 0
      while index + 2 < bytes.count {
        let group =
          Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
        text[position] = characters[group >> 18]
        text[position + 1] = characters[group >> 12 & 63]
        text[position + 2] = characters[group >> 6 & 63]
        text[position + 3] = characters[group & 63]
        index += 3
        position += 4
      }
      guard index < bytes.count else { return }
      let hasTwo = index + 1 < bytes.count
      let group = Int(bytes[index]) << 16 | (hasTwo ? Int(bytes[index + 1]) << 8 : 0)
      text[position] = characters[group >> 18]
      text[position + 1] = characters[group >> 12 & 63]
      if hasTwo { text[position + 2] = characters[group >> 6 & 63] }
    }
  }

  /// Reads text without padding.
  func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    let left = text.count % 4
    guard left != 1 else { return nil }
    let count = text.count / 4 * 3 + max(0, left - 1)
    var isValid = true
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
      isValid = values.withUnsafeBufferPointer { read(text, values: $0, into: bytes) }
      filled = isValid ? count : 0
    }
    return isValid ? bytes : nil
  }

  /// Reads groups of four characters, and what is left as a group that ends in zeros. A foreign
  /// character's value has high bits that no group of good ones has.
  private func read(
    _ text: UnsafeBufferPointer<UInt8>, values: UnsafeBufferPointer<UInt8>,
    into bytes: UnsafeMutableBufferPointer<UInt8>
  ) -> Bool {
    var seen: UInt8 = 0
    func group(_ position: Int) -> UInt32 {
      var bits: UInt32 = 0
      for index in position..<position + 4 {
        let value = index < text.count ? values[Int(text[index])] : 0
        seen |= value
        bits = bits << 6 | UInt32(value & 63)
      }
      return bits
    }
    var output = 0
    for position in stride(from: 0, to: text.count, by: 4) {
      let bits = group(position)
      let count = min(3, bytes.count - output)
      for index in 0..<count {
        bytes[output + index] = UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * index))
      }
      output += count
      // Only the last group can have bits left over, and they must be zero.
      if count < 3, bits << UInt32(8 + 8 * count) != 0 { return false }
    }
    return seen < 64
  }
}
