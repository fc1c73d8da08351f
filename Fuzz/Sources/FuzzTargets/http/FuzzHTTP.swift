import FuzzSupport

@testable import HTTP

/// The input is what a client sends on one connection.
enum FuzzHTTP {
  /// Small, so that the limits are reached.
  static let limits: HTTPServerConfiguration = {
    var limits = HTTPServerConfiguration()
    limits.headBytes = 400
    limits.maxFields = 12
    limits.maxTarget = 100
    limits.chunkLineBytes = 60
    return limits
  }()

  static func check(_ bytes: [UInt8]) {
    let whole = converse([bytes])
    for pieces in Splits(of: bytes) {
      compare(whole.transcript, converse(pieces).transcript)
    }
    for head in whole.heads { checkHead(head) }
  }

  static func converse(_ pieces: [[UInt8]]) -> Conversation {
    var conversation = Conversation(limits: limits)
    for piece in pieces { conversation.feed(piece) }
    return conversation
  }

  /// What the client is served and refused must not depend on how its bytes were cut. A refused
  /// body may have been handed over up to a different place.
  static func compare(_ one: Transcript, _ other: Transcript) {
    requireEqual(one.failure?.status, other.failure?.status, "refused by how it was cut")
    requireEqual(one.requests.count, other.requests.count, "requests by how they were cut")
    for (mine, theirs) in zip(one.requests, other.requests) {
      if mine.isComplete || one.failure == nil {
        requireEqual(mine, theirs, "a request by how it was cut")
      } else {
        requireEqual(mine.head, theirs.head, "a head by how it was cut")
      }
    }
  }

  /// A head that was accepted holds what its fields say, and means the same once it is written
  /// anew.
  static func checkHead(_ parsed: ParsedHead) {
    let head = parsed.head
    let fields = head.fields.map { (head.name($0), Array(head.bytes[$0.valueRange])) }
    require(
      head.bytes.allSatisfy { $0 >= 0x20 || [9, 10, 13].contains($0) }, "a control character")
    let hosts = fields.filter { $0.0.lowercased() == "host" }.count
    require(hosts == 1 || hosts == 0 && parsed.isHTTP10, "\(hosts) hosts")
    let lengths = fields.filter { $0.0.lowercased() == "content-length" }
    let codings = fields.filter { $0.0.lowercased() == "transfer-encoding" }
    switch parsed.framing {
    case .chunked:
      require(lengths.isEmpty && !codings.isEmpty, "chunked beside a length")
    case .length(let length):
      require(codings.isEmpty && lengths.count == 1, "a length beside a coding")
      requireEqual(Int(String(decoding: lengths[0].1, as: UTF8.self)), length, "another length")
    case .none:
      require(codings.isEmpty, "a coding was overlooked")
      require(lengths.allSatisfy { $0.1.allSatisfy { $0 == 0x30 } }, "a length was overlooked")
    }
    checkRewritten(parsed, fields)
  }

  static func checkRewritten(_ parsed: ParsedHead, _ fields: [(String, [UInt8])]) {
    let head = parsed.head
    var text = Array(head.bytes[head.method]) + [0x20] + Array(head.bytes[head.target])
    text += Array((parsed.isHTTP10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n").utf8)
    for (name, value) in fields { text += Array("\(name): ".utf8) + value + [13, 10] }
    text += [13, 10]
    var generous = limits
    generous.headBytes = 65_535
    guard let again = try? HeadParser.parse(text, limits: generous.limits) else {
      return require(false, "refused once rewritten: \(String(decoding: text, as: UTF8.self))")
    }
    requireEqual(again.method, parsed.method, "another method")
    requireEqual(
      Array(again.head.bytes[again.head.path]), Array(head.bytes[head.path]), "another path")
    requireEqual(
      again.head.query.map { Array(again.head.bytes[$0]) },
      head.query.map { Array(head.bytes[$0]) },
      "another query")
    requireEqual("\(again.framing)", "\(parsed.framing)", "another framing")
    requireEqual(again.keepsAlive, parsed.keepsAlive, "another end")
    requireEqual(
      again.head.fields.map { Array(again.head.bytes[$0.valueRange]) }, fields.map(\.1),
      "other values")
  }
}
