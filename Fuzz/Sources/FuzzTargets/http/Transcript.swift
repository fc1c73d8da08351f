@testable import HTTP

/// What a connection makes of its input: the requests, and why it was refused in the end.
struct Transcript: Equatable {
  struct Request: Equatable {
    var head: [UInt8]
    var method: String
    var isHTTP10: Bool
    var keepsAlive: Bool
    var expectsContinue: Bool
    var body: [UInt8] = []
    var isComplete = false
  }

  var requests: [Request] = []
  var failure: HTTPFailure?
}

/// Reads a connection's input with the server's own scanner, parser and body decoder, in the order
/// in which a connection uses them, but without a socket.
struct Conversation {
  private(set) var transcript = Transcript()
  private(set) var heads: [ParsedHead] = []
  private let limits: HTTPServerConfiguration
  private var input: [UInt8] = []
  private var scanner = HeadScanner()
  private var exchange: Exchange?
  private var skippedLineBreak = false

  init(limits: HTTPServerConfiguration) {
    self.limits = limits
  }

  mutating func feed(_ bytes: [UInt8]) {
    guard transcript.failure == nil else { return }
    input += bytes
    do {
      while try step() {}
    } catch {
      transcript.failure = error
    }
  }

  /// Uses a prefix of the input; whether more can be made of what is left.
  private mutating func step() throws(HTTPFailure) -> Bool {
    if let exchange { return try receive(exchange) }
    if !skippedLineBreak, input.first == ASCII.carriageReturn {
      guard input.count > 1 else { return false }
      if input[1] != ASCII.lineFeed { throw .bareLineBreak }
      skippedLineBreak = true
      input.removeFirst(2)
    }
    if input.isEmpty { return false }
    let end: Int?
    do {
      end = try input.withUnsafeBufferPointer { bytes throws(HTTPFailure) in
        try scanner.scan(bytes, limits: limits.limits)
      }
    }
    guard let end else { return false }
    begin(try HeadParser.parse(Array(input[..<end]), limits: limits.limits))
    input.removeFirst(end)
    return true
  }

  private mutating func begin(_ head: ParsedHead) {
    heads.append(head)
    transcript.requests.append(
      Transcript.Request(
        head: head.head.bytes, method: head.method.rawValue, isHTTP10: head.isHTTP10,
        keepsAlive: head.keepsAlive, expectsContinue: head.expectsContinue))
    exchange = Exchange(
      head, limits: limits.limits, budget: MemoryBudget(limit: limits.requestMemory))
    scanner = HeadScanner()
    skippedLineBreak = false
    finishIfComplete()
  }

  private mutating func receive(_ exchange: Exchange) throws(HTTPFailure) -> Bool {
    if input.isEmpty { return false }
    let used: Int
    do {
      used = try input.withUnsafeBufferPointer { bytes throws(HTTPFailure) in
        try exchange.receive(bytes, room: .max)
      }
    }
    input.removeFirst(used)
    transcript.requests[transcript.requests.count - 1].body += exchange.buffer
    exchange.buffer = []
    finishIfComplete()
    return used > 0
  }

  private mutating func finishIfComplete() {
    guard exchange?.bodyIsComplete == true else { return }
    transcript.requests[transcript.requests.count - 1].isComplete = true
    exchange = nil
  }
}
