/// One request and its answer, from the last octet of the head to the last of the answer. A
/// connection without one is idle, and holds nothing but itself.
final class Exchange: @unchecked Sendable {
  // Unchecked: touched by the thread of its connection's loop only.

  typealias Reader = UnsafeContinuation<Result<[UInt8]?, BodyError>, Never>
  typealias Writer = UnsafeContinuation<Result<Void, BodyError>, Never>

  enum Incoming {
    case complete
    case length(left: Int)
    case chunked(ChunkDecoder)
  }

  enum Outgoing {
    case notStarted
    /// Begun, and the rest is the stream's.
    case stream(ResponseFraming, left: Int)
    case complete
  }

  let head: RequestHead
  let method: HTTPMethod
  let isHTTP10: Bool
  let declaredLength: Int?
  var keepsAlive: Bool
  /// Whether `100 Continue` is still to be sent.
  var expectsContinue: Bool

  var incoming: Incoming
  /// Content that nobody has read yet.
  var buffer: [UInt8] = []
  /// What the content holds; given back when the handler, too, is done with it.
  private var memory: MemoryShare
  /// Octets of those that a reader has and will be done with once it reads on.
  private var lent = 0
  var bodyError: BodyError?
  var reader: Reader?
  /// What the reader asked for.
  private var wanted = BodyReading()
  /// How long content was waited for in earlier waits, and since when it is waited for now: the
  /// time that a handler takes is not the client's.
  private var waited: Int64 = 0
  private var waitingSince: Int64?
  var received = 0
  /// Octets of content that came, and those that a chunk has announced beyond them.
  private var content = 0
  private(set) var announced = 0

  var outgoing = Outgoing.notStarted
  var writer: Writer?

  init(_ parsed: ParsedHead, limits: HeadLimits, budget: MemoryBudget) {
    memory = MemoryShare(of: budget)
    head = parsed.head
    method = parsed.method
    isHTTP10 = parsed.isHTTP10
    keepsAlive = parsed.keepsAlive
    expectsContinue = parsed.expectsContinue
    switch parsed.framing {
    case .none:
      incoming = .complete
      declaredLength = 0
      expectsContinue = false
    case .length(let length):
      incoming = .length(left: length)
      declaredLength = length
    case .chunked:
      incoming = .chunked(ChunkDecoder(limits: limits))
      declaredLength = nil
    }
  }

  var bodyIsComplete: Bool {
    if case .complete = incoming { return true }
    return false
  }

  var hasStarted: Bool {
    if case .notStarted = outgoing { return false }
    return true
  }

  /// Takes content out of `input`, until `buffer` holds `room` octets.
  /// - Returns: how many octets of `input` were used.
  func receive(
    _ input: UnsafeBufferPointer<UInt8>, room: Int
  ) throws(HTTPFailure) -> Int {
    switch incoming {
    case .complete:
      return 0
    case .length(let left):
      let count = max(0, min(left, input.count, room - buffer.count))
      buffer.append(contentsOf: UnsafeBufferPointer(rebasing: input[..<count]))
      incoming = count == left ? .complete : .length(left: left - count)
      return count
    case .chunked(var decoder):
      // Out of the enum while it changes, or each line would be copied.
      incoming = .complete
      let used = try decoder.decode(input, into: &buffer, room: room)
      announced = decoder.announced
      if !decoder.isDone { incoming = .chunked(decoder) }
      return used
    }
  }

  /// Takes memory for content that has come.
  func hold(_ octets: Int) throws(HTTPFailure) {
    content += octets
    guard memory.hold(memory.held + octets) else { throw .overloaded }
  }

  /// The octets that the body has at the least.
  private var leastLength: Int { declaredLength ?? content + announced }

  /// Whether the body is longer than its reader takes.
  var isTooLong: Bool { leastLength > wanted.limit }

  /// Begins to read, or refuses what is known to be too much already.
  func expect(_ reading: BodyReading) throws(HTTPFailure) {
    memory.give(lent)
    lent = 0
    wanted = reading
    guard reading.keeps, content == 0, let declaredLength else { return }
    guard memory.admits(min(declaredLength, reading.limit)) else { throw .overloaded }
  }

  func beginWait(_ now: Int64) {
    if waitingSince == nil { waitingSince = now }
  }

  func endWait(_ now: Int64) {
    if let since = waitingSince { waited += now - since }
    waitingSince = nil
  }

  /// How long the client has been waited for in all.
  func waited(until now: Int64) -> Int64 {
    waited + (waitingSince.map { now - $0 } ?? 0)
  }

  /// Gives the reader what there is; leaves it waiting when there is nothing.
  func wakeReader(_ now: Int64) {
    guard let waiting = reader else { return }
    if isTooLong {
      endWait(now)
      reader = nil
      waiting.resume(returning: .failure(.tooLarge(limit: wanted.limit)))
      return
    }
    if !buffer.isEmpty || bodyError != nil || bodyIsComplete { endWait(now) }
    if !buffer.isEmpty {
      reader = nil
      let content = buffer
      buffer = []
      if !wanted.keeps { lent = content.count }
      waiting.resume(returning: .success(content))
    } else if let bodyError {
      reader = nil
      waiting.resume(returning: .failure(bodyError))
    } else if bodyIsComplete {
      reader = nil
      waiting.resume(returning: .success(nil))
    }
  }

  /// Nothing more will come or go.
  func abandon(_ error: BodyError) {
    bodyError = bodyError ?? error
    buffer = []
    if let waiting = reader {
      reader = nil
      waiting.resume(returning: .failure(bodyError ?? error))
    }
    if let waiting = writer {
      writer = nil
      waiting.resume(returning: .failure(.disconnected))
    }
  }
}

/// How a handler reads a body.
struct BodyReading {
  /// The most octets of the body.
  var limit = Int.max
  /// Whether it keeps what it reads until it has answered.
  var keeps = false
}

/// The body of an exchange as its handler reads it, from whatever thread.
struct ExchangeBody: BodyStream {
  let connection: HTTPConnection
  let exchange: Exchange

  func next(_ reading: BodyReading) async throws(BodyError) -> [UInt8]? {
    let result = await withUnsafeContinuation { (reader: Exchange.Reader) in
      connection.onLoop { connection.read(reading, for: exchange, reader) }
    }
    return try result.get()
  }
}

/// The answer of an exchange as its handler streams it, from whatever thread.
struct ExchangeSink: BodySink {
  let connection: HTTPConnection
  let exchange: Exchange

  func write(_ bytes: [UInt8]) async throws(BodyError) {
    let result = await withUnsafeContinuation { (writer: Exchange.Writer) in
      connection.onLoop { connection.write(bytes, for: exchange, writer) }
    }
    try result.get()
  }
}
