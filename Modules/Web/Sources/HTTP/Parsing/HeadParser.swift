internal import Glibc

/// How the end of a body is known (RFC 9112, 6).
enum BodyFraming {
  case none
  case length(Int)
  case chunked
}

/// A head that was found well formed.
struct ParsedHead {
  var head: RequestHead
  var method: HTTPMethod
  var isHTTP10: Bool
  var framing: BodyFraming
  /// Whether the client wants the connection kept.
  var keepsAlive: Bool
  /// Whether the client waits for `100 Continue`.
  var expectsContinue: Bool
}

/// Reads a complete head, to the letter of RFC 9112: what two implementations could read in two
/// ways is refused, because that is how requests are smuggled.
struct HeadParser {
  private let bytes: [UInt8]
  private let maxFields: Int
  private let maxTarget: Int
  private var position = 0
  private var fields: [RequestHead.Field] = []

  private var host: Range<Int>?
  private var hosts = 0
  private var length: Range<Int>?
  private var lengths = 0
  private var codings: [Range<Int>] = []
  private var closes = false
  private var keeps = false
  private var expectations: [Range<Int>] = []
  private var encodings: [Range<Int>] = []

  /// Reads `bytes`, which end with the empty line.
  static func parse(
    _ bytes: [UInt8], limits: HeadLimits
  ) throws(HTTPFailure) -> ParsedHead {
    var parser = HeadParser(bytes: bytes, limits: limits)
    return try parser.parse()
  }

  private init(bytes: [UInt8], limits: HeadLimits) {
    self.bytes = bytes
    maxFields = limits.maxFields
    maxTarget = limits.maxTarget
    fields.reserveCapacity(12)
  }

  private mutating func parse() throws(HTTPFailure) -> ParsedHead {
    let method = try readMethod()
    let target = try readTarget()
    let minor = try readVersion()
    try readFields()
    let isHTTP10 = minor == 0
    let form = try TargetForm(bytes, target: target, method: method)
    try checkHost(form, isHTTP10: isHTTP10)
    let framing = try framing(isHTTP10: isHTTP10)
    let expectsContinue = try expectsContinue(isHTTP10: isHTTP10)
    for encoding in encodings where !FieldLine.matches(bytes, encoding, "identity") {
      throw .encodedContent
    }
    let head = RequestHead(
      bytes: bytes, fields: fields, method: method, target: target, path: form.path,
      query: form.query)
    return ParsedHead(
      head: head, method: Self.method(bytes, method), isHTTP10: isHTTP10, framing: framing,
      keepsAlive: !closes && (!isHTTP10 || keeps), expectsContinue: expectsContinue)
  }

  // MARK: The request line

  private mutating func readMethod() throws(HTTPFailure) -> Range<Int> {
    let token = Characters.token
    while token.contains(bytes[position]) { position += 1 }
    guard position > 0, bytes[position] == ASCII.space else { throw .badRequestLine }
    position += 1
    return 0..<position - 1
  }

  private mutating func readTarget() throws(HTTPFailure) -> Range<Int> {
    let start = position
    while bytes[position] > ASCII.space { position += 1 }
    guard position > start, bytes[position] == ASCII.space else { throw .badRequestLine }
    if position - start > maxTarget { throw .targetTooLong }
    position += 1
    return start..<position - 1
  }

  /// The minor version, of major version 1.
  private mutating func readVersion() throws(HTTPFailure) -> Int {
    // "HTTP/1.1" and CR LF; the head ends in another CR LF, so the bytes are there.
    guard position + 10 <= bytes.count, isPrefix("HTTP/", at: position),
      Characters.isDigit(bytes[position + 5]), bytes[position + 6] == UInt8(ascii: "."),
      Characters.isDigit(bytes[position + 7]), bytes[position + 8] == ASCII.carriageReturn,
      bytes[position + 9] == ASCII.lineFeed
    else { throw .badRequestLine }
    let minor = bytes[position + 7]
    guard bytes[position + 5] == UInt8(ascii: "1"), minor <= UInt8(ascii: "1") else {
      throw .versionNotSupported
    }
    position += 10
    return Int(minor - ASCII.zero)
  }

  private func isPrefix(_ text: StaticString, at start: Int) -> Bool {
    text.withUTF8Buffer { wanted in
      for i in 0..<wanted.count where bytes[start + i] != wanted[i] { return false }
      return true
    }
  }

  /// The common methods without a new string.
  private static func method(_ bytes: [UInt8], _ range: Range<Int>) -> HTTPMethod {
    switch (range.count, bytes[0], bytes[1]) {
    case (3, 0x47, 0x45) where bytes[2] == 0x54: .get
    default: HTTPMethod(rawValue: String(decoding: bytes[range], as: UTF8.self))
    }
  }

  // MARK: Fields

  private mutating func readFields() throws(HTTPFailure) {
    while bytes[position] != ASCII.carriageReturn {
      let end = lineEnd(from: position)
      guard bytes[end + 1] == ASCII.lineFeed else { throw .bareLineBreak }
      if fields.count == maxFields { throw .headTooLarge }
      let field = try FieldLine.parse(bytes, position..<end)
      fields.append(field)
      note(field)
      position = end + 2
    }
  }

  /// Where the line ends; the head ends in one, so there is an end.
  private func lineEnd(from start: Int) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress,
        let found = memchr(base + start, Int32(ASCII.carriageReturn), bytes.count - start)
      else { return bytes.count }
      return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  /// Remembers the fields that frame the message, by length before anything else.
  private mutating func note(_ field: RequestHead.Field) {
    let (name, value) = (field.nameRange, field.valueRange)
    switch name.count {
    case 4 where FieldLine.matches(bytes, name, "host"):
      hosts += 1
      host = value
    case 6 where FieldLine.matches(bytes, name, "expect"):
      expectations += FieldLine.elements(bytes, value)
    case 10 where FieldLine.matches(bytes, name, "connection"):
      noteConnection(value)
    case 14 where FieldLine.matches(bytes, name, "content-length"):
      lengths += 1
      length = value
    case 16 where FieldLine.matches(bytes, name, "content-encoding"):
      encodings += FieldLine.elements(bytes, value)
    case 17 where FieldLine.matches(bytes, name, "transfer-encoding"):
      codings += FieldLine.elements(bytes, value)
    default:
      break
    }
  }

  private mutating func noteConnection(_ value: Range<Int>) {
    for option in FieldLine.elements(bytes, value) {
      if FieldLine.matches(bytes, option, "close") { closes = true }
      if FieldLine.matches(bytes, option, "keep-alive") { keeps = true }
    }
  }

  // MARK: What the fields mean

  private func checkHost(_ form: TargetForm, isHTTP10: Bool) throws(HTTPFailure) {
    guard let host else {
      // HTTP/1.0 knows no Host (RFC 9112, 3.2).
      if isHTTP10 { return }
      throw .badHost
    }
    guard hosts == 1, let name = HostSyntax(bytes[host]) else { throw .badHost }
    if let authority = form.authority,
      !authority.isSame(as: name, defaultPort: form.defaultPort)
    {
      throw .badHost
    }
  }

  private func framing(isHTTP10: Bool) throws(HTTPFailure) -> BodyFraming {
    if !codings.isEmpty {
      if lengths > 0 { throw .conflictingFraming }
      if isHTTP10 { throw .badTransferEncoding }
      try checkCodings()
      return .chunked
    }
    guard let length else { return .none }
    guard lengths == 1, let value = number(length) else { throw .badContentLength }
    return value == 0 ? .none : .length(value)
  }

  /// Exactly `chunked`, which has no parameters (RFC 9112, 7.1). A list that ends otherwise has no
  /// end (RFC 9112, 6.3); one with another coding before it has one that we do not know.
  private func checkCodings() throws(HTTPFailure) {
    var unknown = false
    for (place, coding) in codings.enumerated() {
      guard let name = name(of: coding) else { throw .badTransferEncoding }
      if FieldLine.matches(bytes, name, "chunked") {
        if place != codings.count - 1 || name != coding { throw .badTransferEncoding }
      } else {
        unknown = true
      }
    }
    if unknown { throw .unknownTransferCoding }
  }

  /// The name of a coding, which parameters may follow (RFC 9112, 7); `nil` if it is malformed.
  private func name(of coding: Range<Int>) -> Range<Int>? {
    let end = coding.first { !Characters.token.contains(bytes[$0]) } ?? coding.upperBound
    guard end > coding.lowerBound else { return nil }
    var reader = ParameterReader(
      Array(bytes[FieldLine.trimmed(bytes, end..<coding.upperBound)]))
    while !reader.isAtEnd {
      if reader.parameter(escapes: .backslash) == nil { return nil }
    }
    return coding.lowerBound..<end
  }

  private func number(_ range: Range<Int>) -> Int? {
    if range.isEmpty { return nil }
    var value = 0
    for i in range {
      guard Characters.isDigit(bytes[i]) else { return nil }
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(Int(bytes[i] - ASCII.zero))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  /// An HTTP/1.0 client cannot wait for an interim answer (RFC 9110, 10.1.1).
  private func expectsContinue(isHTTP10: Bool) throws(HTTPFailure) -> Bool {
    for expectation in expectations
    where !FieldLine.matches(bytes, expectation, "100-continue") {
      throw .unknownExpectation
    }
    return !expectations.isEmpty && !isHTTP10
  }
}
