/// Reading of field lines and of the lists in them (RFC 9112, 5), for heads and trailers alike.
enum FieldLine {
  /// Reads one line without its line break.
  static func parse(
    _ bytes: [UInt8], _ line: Range<Int>
  ) throws(HTTPFailure) -> RequestHead.Field {
    guard let first = line.first, bytes[first] != ASCII.space, bytes[first] != ASCII.tab else {
      throw .foldedField
    }
    let (colon, isContent) = bytes.withUnsafeBufferPointer { bytes in
      let name = Characters.token.prefix(of: bytes[line])
      return (name, Characters.isFieldContent(bytes[name..<line.upperBound].dropFirst()))
    }
    // Whatever stopped the name must be the colon: a space before it has been used to smuggle.
    guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == ASCII.colon else {
      throw .badFieldName
    }
    guard isContent else { throw .badFieldValue }
    let value = trimmed(bytes, colon + 1..<line.upperBound)
    return RequestHead.Field(
      name: UInt16(line.lowerBound), nameLength: UInt16(colon - line.lowerBound),
      value: UInt16(value.lowerBound), valueLength: UInt16(value.count))
  }

  /// Without the optional white space around.
  static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == ASCII.tab }

  /// The members of a comma-separated list, trimmed, empty ones included.
  static func elements(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var members: [Range<Int>] = []
    var start = range.lowerBound
    for i in range where bytes[i] == ASCII.comma {
      members.append(trimmed(bytes, start..<i))
      start = i + 1
    }
    members.append(trimmed(bytes, start..<range.upperBound))
    return members
  }

  /// Whether the bytes are `text`, which is in lower case, in either case.
  static func matches(_ bytes: [UInt8], _ range: Range<Int>, _ text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { wanted in
      for i in 0..<wanted.count where lowercased(bytes[range.lowerBound + i]) != wanted[i] {
        return false
      }
      return true
    }
  }
}
