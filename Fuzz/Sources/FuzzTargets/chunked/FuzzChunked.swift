import FuzzSupport

@testable import HTTP

/// The input is a chunked body, and in a second reading the content of one.
enum FuzzChunked {
  struct Outcome: Equatable {
    var content: [UInt8] = []
    var used = 0
    var isDone = false
    var status: Int?
  }

  static func check(_ bytes: [UInt8]) {
    let whole = decode([bytes])
    for pieces in Splits(of: bytes) {
      var outcome = decode(pieces)
      // Of a refused body, more or less may have been handed over before.
      if whole.status != nil { (outcome.content, outcome.used) = (whole.content, whole.used) }
      requireEqual(outcome, whole, "the result depends on how the body was cut")
    }
    checkAgainstReference(bytes, whole)
    checkRoundTrip(bytes)
  }

  static func decode(_ pieces: [[UInt8]]) -> Outcome {
    var decoder = ChunkDecoder(limits: HTTPServerConfiguration().limits)
    var outcome = Outcome()
    for piece in pieces where outcome.status == nil && !decoder.isDone {
      var rest = piece[...]
      while !rest.isEmpty, !decoder.isDone {
        do throws(HTTPFailure) {
          // Little room at a time, as a slow reader leaves.
          var part: [UInt8] = []
          let used = try Array(rest).withUnsafeBufferPointer { bytes throws(HTTPFailure) in
            try decoder.decode(bytes, into: &part, room: 7)
          }
          outcome.content += part
          outcome.used += used
          rest = rest.dropFirst(used)
        } catch {
          outcome.status = error.status
          return outcome
        }
      }
    }
    outcome.isDone = decoder.isDone
    return outcome
  }

  /// Whatever is accepted is what RFC 9112 (7.1.3) makes of it, read in the simplest way.
  static func checkAgainstReference(_ bytes: [UInt8], _ outcome: Outcome) {
    guard outcome.isDone else { return }
    var content: [UInt8] = []
    var rest = bytes[...]
    while let line = takeLine(&rest) {
      let digits = line.prefix { Characters.hexValue($0) != nil }
      guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size > 0 else {
        break
      }
      content += rest.prefix(size)
      rest = rest.dropFirst(size)
      requireEqual(takeLine(&rest).map(Array.init), [], "no line break behind a chunk")
    }
    while let line = takeLine(&rest), !line.isEmpty {}
    requireEqual(outcome.content, content, "another content")
    requireEqual(outcome.used, bytes.count - rest.count, "another length")
  }

  static func takeLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let end = rest.firstRange(of: [13, 10]) else { return nil }
    defer { rest = rest[end.upperBound...] }
    return rest[..<end.lowerBound]
  }

  /// Whatever is cut into chunks comes back.
  static func checkRoundTrip(_ content: [UInt8]) {
    var random = InputRandom(seededBy: content)
    var body: [UInt8] = []
    var rest = content[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...40, using: &random))
      rest = rest.dropFirst(piece.count)
      body.append(hexadecimal: piece.count)
      body += Array("\r\n".utf8) + piece + Array("\r\n".utf8)
    }
    body += Array("0\r\n\r\n".utf8)
    let expected = Outcome(content: content, used: body.count, isDone: true)
    requireEqual(decode([body]), expected, "the content did not come back")
  }
}
