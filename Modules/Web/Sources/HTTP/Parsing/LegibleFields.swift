extension HTTPHeaders {
  /// The field lines that are well-formed in a head that is refused as a whole, as far as it is
  /// there: who sent it may still find the refusal by the id that it was given.
  init(legibleIn bytes: UnsafeBufferPointer<UInt8>) {
    // Places in a head are kept in 16 bits.
    let head = Array(bytes.prefix(65_535))
    var fields: [(String, String)] = []
    // The first line is the request line.
    var start = Self.endOfLine(in: head, from: 0)
    while let line = start, line < head.count {
      guard let next = Self.endOfLine(in: head, from: line) else { break }
      let end = next >= line + 2 && head[next - 2] == ASCII.carriageReturn ? next - 2 : next - 1
      // The empty line: what follows is no head.
      if end == line { break }
      if let field = try? FieldLine.parse(head, line..<end) {
        fields.append((Self.text(head, field.nameRange), Self.text(head, field.valueRange)))
      }
      start = next
    }
    self.init(fields)
  }

  /// The place behind the next line feed.
  private static func endOfLine(in head: [UInt8], from start: Int) -> Int? {
    head[start...].firstIndex(of: ASCII.lineFeed).map { $0 + 1 }
  }

  private static func text(_ head: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: head[range], as: UTF8.self)
  }
}
