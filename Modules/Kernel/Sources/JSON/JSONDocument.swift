/// A JSON text that was read and found to be well formed, once, as a whole.
///
/// The strictness is that of RFC 8259 where it says MUST and SHOULD: duplicate names, a byte
/// order mark, trailing bytes, invalid UTF-8 and halves of surrogate pairs are refused. Numbers
/// keep their text. Memory is the text itself and 16 bytes a value.
public struct JSONDocument: Sendable {
  /// The value that the text consists of; of any kind.
  public let root: JSONValue

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, at most 512 MiB.
  ///   - maxDepth: how many arrays and objects may stand within each other; `[[1]]` is two.
  /// - Throws: the first error found, with its byte offset.
  public init(parsing bytes: [UInt8], maxDepth: Int = 64) throws(JSONError) {
    var parser = JSONParser(maxDepth: maxDepth, textLength: bytes.count)
    try parser.parse(bytes.span)
    root = JSONValue(tape: JSONTape(bytes: bytes, entries: parser.tape), index: 0)
  }

  /// Reads a text that is already a string.
  ///
  /// - Throws: the first error found, with its byte offset.
  public init(parsing text: String, maxDepth: Int = 64) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), maxDepth: maxDepth)
  }
}
