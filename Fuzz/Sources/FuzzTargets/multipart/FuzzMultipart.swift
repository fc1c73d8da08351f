import FuzzSupport
import HTTP

/// The input is a `Content-Type` field, a line feed, and a body.
enum FuzzMultipart {
  struct Part: Equatable {
    var head: MultipartPart
    var content: [UInt8] = []
    var isComplete = false
  }

  enum Outcome: Equatable {
    case parts([Part])
    case refused(MultipartError)
  }

  static let limits: MultipartLimits = {
    var limits = MultipartLimits(totalBytes: 2_000, partBytes: 500)
    limits.parts = 6
    limits.headerBytes = 200
    limits.headerFields = 4
    limits.surroundingBytes = 40
    return limits
  }()

  static func check(_ bytes: [UInt8]) {
    let line = bytes.firstIndex(of: 10) ?? bytes.endIndex
    let type = String(decoding: bytes[..<line], as: UTF8.self)
    let body = Array(bytes[min(line + 1, bytes.endIndex)...])
    let boundary = MultipartBoundary(contentType: type) ?? MultipartBoundary("B")
    guard let boundary else { return require(false, "B is no boundary") }
    let whole = decode([body], boundary, limits)
    for pieces in Splits(of: body) {
      requireEqual(decode(pieces, boundary, limits), whole, "depends on how the body was cut")
    }
    guard case .parts(let parts) = whole else { return }
    require(parts.allSatisfy(\.isComplete), "an unfinished part was accepted")
    checkNames(parts)
    checkRewritten(parts)
  }

  static func decode(
    _ pieces: [[UInt8]], _ boundary: MultipartBoundary, _ limits: MultipartLimits
  ) -> Outcome {
    var decoder = MultipartDecoder(boundary: boundary, limits: limits)
    var parts: [Part] = []
    do throws(MultipartError) {
      for piece in pieces {
        for event in try decoder.decode(piece) {
          switch event {
          case .part(let head): parts.append(Part(head: head))
          case .content(let bytes): parts[parts.count - 1].content += bytes
          case .endOfPart: parts[parts.count - 1].isComplete = true
          }
        }
      }
      try decoder.finish()
    } catch {
      return .refused(error)
    }
    return .parts(parts)
  }

  static func checkNames(_ parts: [Part]) {
    for part in parts {
      let names = part.head.name + (part.head.filename ?? "")
      require(
        !names.unicodeScalars.contains { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F },
        "a control character in a name")
      let file = part.head.filename ?? ""
      require(!file.utf8.contains { $0 == 0x2F || $0 == 0x5C }, "a folder in a name")
      require(part.content.count <= limits.partBytes, "a part beyond its limit")
    }
    require(parts.count <= limits.parts, "parts beyond their limit")
  }

  /// What was read, written as a browser would, reads the same.
  static func checkRewritten(_ parts: [Part]) {
    guard let boundary = MultipartBoundary("----=_rewritten by the fuzzer") else {
      return require(false, "not a boundary")
    }
    var body: [UInt8] = []
    for part in parts {
      body += Array("------=_rewritten by the fuzzer\r\n".utf8)
      body += Array("Content-Disposition: form-data; name=\(quoted(part.head.name))".utf8)
      if let file = part.head.filename { body += Array("; filename=\(quoted(file))".utf8) }
      if let type = part.head.contentType { body += Array("\r\nContent-Type: \(type)".utf8) }
      body += [13, 10, 13, 10] + part.content + [13, 10]
    }
    body += Array("------=_rewritten by the fuzzer--\r\n".utf8)
    // A type that is not UTF-8 was repaired, and the repair takes more room.
    requireEqual(
      decode([body], boundary, MultipartLimits(totalBytes: 100_000)), .parts(parts),
      "not the same once rewritten")
  }

  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "%22") + "\""
  }
}
