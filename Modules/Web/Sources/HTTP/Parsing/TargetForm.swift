/// The form of a request target (RFC 9112, 3.2), and where its path and query are.
struct TargetForm {
  /// Empty for an absolute target without a path.
  private(set) var path: Range<Int>
  private(set) var query: Range<Int>?
  /// Of an absolute target.
  private(set) var authority: HostSyntax?
  /// The port of the absolute target's scheme.
  private(set) var defaultPort = 80

  init(
    _ bytes: [UInt8], target: Range<Int>, method: Range<Int>
  ) throws(HTTPFailure) {
    path = target
    if bytes[method].elementsEqual("CONNECT".utf8) { throw .tunnelRefused }
    var start = target.lowerBound
    switch bytes[start] {
    case ASCII.slash:
      break
    case UInt8(ascii: "*") where target.count == 1:
      guard bytes[method].elementsEqual("OPTIONS".utf8) else { throw .badTarget }
      return
    default:
      start = try readAuthority(bytes, target)
    }
    try split(bytes, start..<target.upperBound)
  }

  /// The place behind the authority.
  private mutating func readAuthority(
    _ bytes: [UInt8], _ target: Range<Int>
  ) throws(HTTPFailure) -> Int {
    var start = target.lowerBound
    if target.count > 7, FieldLine.matches(bytes, start..<start + 7, "http://") {
      start += 7
    } else if target.count > 8, FieldLine.matches(bytes, start..<start + 8, "https://") {
      start += 8
      defaultPort = 443
    } else {
      throw .badTarget
    }
    let end =
      bytes[start..<target.upperBound].firstIndex { $0 == ASCII.slash || $0 == ASCII.question }
      ?? target.upperBound
    guard let authority = HostSyntax(bytes[start..<end]) else { throw .badTarget }
    self.authority = authority
    return end
  }

  private mutating func split(_ bytes: [UInt8], _ range: Range<Int>) throws(HTTPFailure) {
    let allowed = Characters.target
    var question: Int?
    for i in range {
      guard allowed.contains(bytes[i]) else { throw .badTarget }
      if question == nil, bytes[i] == ASCII.question { question = i }
    }
    path = range.lowerBound..<(question ?? range.upperBound)
    query = question.map { $0 + 1..<range.upperBound }
  }
}
