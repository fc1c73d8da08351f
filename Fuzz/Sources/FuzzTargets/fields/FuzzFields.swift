import FuzzSupport

@testable import HTTP
@testable import OpenAPI
@testable import Router

/// The input is the value of a header field, or an opaque text that a client sends back.
enum FuzzFields {
  static func check(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    checkIfMatch(text)
    checkMediaType(text)
    checkCursor(text)
    checkHost(bytes)
    checkTrace(text)
    checkCodings(text)
    if let token = bytes.withUnsafeBytes(BearerToken.read) {
      require(text.hasSuffix(token), "a token that was not sent")
      require(token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "no token")
    }
  }

  static func checkIfMatch(_ text: String) {
    switch IfMatch(parsing: text) {
    case nil: break
    case .any: require(text.utf8.contains(0x2A), "* out of nothing")
    case .tags(let tags):
      let written = tags.map(\.description).joined(separator: ", ")
      requireEqual(IfMatch(parsing: written), .tags(tags), "not the same once rewritten")
      require(tags.allSatisfy { text.contains($0.description) || !isASCII(text) }, "a foreign tag")
    }
  }

  static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

  static func checkMediaType(_ text: String) {
    guard let type = MediaType(text) else { return }
    let written = type.essence + (type.charset.map { "; charset=\"\($0)\"" } ?? "")
    if type.charset?.contains(where: { "\";".contains($0) }) != true {
      requireEqual(MediaType(written), type, "not the same once rewritten")
    }
    require(text.lowercased().contains(type.essence), "a foreign type")
  }

  /// A cursor that is read is one that was written.
  static func checkCursor(_ text: String) {
    let kinds: [[Cursor.Kind]] = [[.integer], [.text, .id], [.instant, .id], [.text, .text]]
    for kinds in kinds {
      guard let cursor = Cursor(decoding: text, for: "fuzz", kinds: kinds) else { continue }
      requireEqual(cursor.keys.map(\.kind), kinds, "other keys")
      let again = Cursor(decoding: cursor.encoded(for: "fuzz"), for: "fuzz", kinds: kinds)
      requireEqual(again, cursor, "not the same once rewritten")
    }
    // The checksum would keep a fuzzer out, so that keys are also made from the input.
    let keys = Cursor(.text(String(text.prefix(200))), .integer(Int64(text.utf8.count)))
    let round = Cursor(decoding: keys.encoded(for: "l"), for: "l", kinds: [.text, .integer])
    if keys.encoded(for: "l").utf8.count <= 1_024 {
      requireEqual(round, keys, "a cursor that cannot be read back")
    }
  }

  static func checkHost(_ bytes: [UInt8]) {
    guard let host = HostSyntax(bytes[...]) else { return }
    require(bytes.starts(with: host.host), "a foreign host")
    require((0...65_535).contains(host.port ?? 0), "no port")
    require(!bytes.contains { [0x20, 0x2C, 0x2F, 0x3F, 0x40].contains($0) }, "no host")
    var written = Array(host.host)
    if let port = host.port { written += Array(":\(port)".utf8) }
    guard let again = HostSyntax(written[...]) else {
      return require(false, "refused once rewritten")
    }
    require(again.isSame(as: host, defaultPort: 80), "another host")
  }

  static func checkTrace(_ text: String) {
    if let valid = TraceParent.valid(text) { requireEqual(valid.utf8.count, 55, "no trace") }
    if let id = RequestID(given: text) { require(isASCII(id.description), "no id") }
  }

  /// gzip is taken where it is named, however many lines the list has.
  static func checkCodings(_ text: String) {
    // A line with a control character is none.
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return }
    let taken = AcceptEncoding.takesGzip(["Accept-Encoding": text])
    let named = text.lowercased()
    require(!taken || named.contains("gzip") || named.contains("*"), "gzip out of nothing")
    var lines = HTTPHeaders()
    for element in text.utf8.split(separator: UInt8(ascii: ",")) {
      lines.add("Accept-Encoding", String(Substring(element)))
    }
    requireEqual(AcceptEncoding.takesGzip(lines), taken, "another answer to the same in lines")
  }
}
