internal import CLinux
internal import EventLoop
internal import Glibc

/// One client's connection. It belongs to one loop for life; its parts are in the files
/// `HTTPConnection+….swift`: reading, requests, answers, and the clock.
final class HTTPConnection: ReadinessHandler, @unchecked Sendable {
  // Unchecked: everything is touched by the loop's thread only; `onLoop` brings others there.

  enum Phase {
    /// Between requests, or in the middle of a head.
    case head
    /// Gathering a short body, so that the handler finds it complete.
    case body
    /// A request is complete enough for its handler.
    case ready
    /// The handler is at work, or its answer is being streamed.
    case handling
    /// The answer was given; the rest of the body is dropped so that the next request is found.
    case discarding
    /// The last answer was given; the connection ends once it is sent.
    case closing
    /// The head of a 101 answer is being sent; then the socket is another's.
    case upgrading(HTTPUpgrade)
    /// Half-closed: what still comes is dropped until the client closes too.
    case lingering
    case closed
  }

  let listener: HTTPListener
  let descriptor: Int32
  /// The client of the latest request; where the peer is no trusted proxy, always the peer.
  var remoteAddress: String
  private let peerAddress: String
  /// Whether the peer is a trusted proxy.
  let isProxied: Bool
  var registration: Registration?
  /// Where the listener's list holds this connection.
  var place = 0

  var phase = Phase.head
  var exchange: Exchange?
  var requests = 0

  /// Bytes that were received; those before `inputUsed` have been used.
  var input: [UInt8] = []
  var inputUsed = 0
  /// What `input` holds of the memory of requests.
  var inputMemory: MemoryShare
  var scanner = HeadScanner()
  /// Whether `input` needs more bytes before anything can be made of it.
  var isStarved = true
  var isReadable = true
  var isWritable = true
  var peerHasClosed = false
  var hasReachedEnd = false
  var isDriving = false
  var skippedLineBreak = false
  /// Whether the first byte of a head is here.
  var hasHeadBegun = false
  /// Whether that head begins as one of a HEAD request, whose answer has no body even when the
  /// rest of the head is malformed.
  var isHeadMethod = false

  /// Bytes to send: `output` from `sent` on, then `tail` from `tailSent` on.
  var output: [UInt8] = []
  var sent = 0
  var tail: [UInt8] = []
  var tailSent = 0
  /// Whether `tail` is kept anyway.
  var tailIsShared = false
  /// What `output` and `tail` hold of the memory of answers.
  var outputMemory: MemoryShare

  /// Since when the phase's own clock runs; see `HTTPConnection+Clock.swift`.
  var phaseStart: Int64
  var lastActivity: Int64
  var outputSince: Int64 = 0
  var outputSent = 0
  var dropped = 0

  init(listener: HTTPListener, descriptor: Int32, peerAddress: String) {
    self.listener = listener
    self.descriptor = descriptor
    self.peerAddress = peerAddress
    remoteAddress = peerAddress
    inputMemory = MemoryShare(of: listener.load.requestMemory)
    outputMemory = MemoryShare(of: listener.load.answerMemory)
    let proxies = listener.configuration.trustedProxies
    isProxied = !proxies.isEmpty && IPAddress(peerAddress).map(proxies.contains) ?? false
    phaseStart = listener.loop.now
    lastActivity = phaseStart
  }

  var isClosed: Bool {
    if case .closed = phase { return true }
    return false
  }

  /// Bytes that were received and not used.
  var hasInput: Bool { inputUsed < input.count }

  func dropInput() {
    input = []
    inputUsed = 0
    if inputMemory.held > 0 { chargeInput() }
  }

  var now: Int64 { listener.loop.now }

  /// Learns from a trusted proxy whom it asks for.
  /// - Returns: whether that client speaks TLS.
  func noteOrigin(_ head: RequestHead) -> Bool {
    let origin = listener.configuration.trustedProxies.origin(HTTPHeaders(received: head))
    remoteAddress = origin.client.map(\.description) ?? peerAddress
    return origin.isSecure
  }

  /// Runs `work` on the loop's thread: at once when this is it.
  func onLoop(_ work: @escaping @Sendable () -> Void) {
    if listener.loop.isCurrent { work() } else { listener.loop.execute(work) }
  }

  func ready(_ events: Interest) {
    if events.contains(.failed) {
      close()
      return
    }
    if events.contains(.closed) { peerHasClosed = true }
    if events.contains(.readable) || peerHasClosed { isReadable = true }
    if events.contains(.writable) { isWritable = true }
    drive()
  }

  func loopEnded() { close() }

  /// Does all that can be done now: reads, parses, starts handlers, sends.
  func drive() {
    if isDriving || isClosed { return }
    isDriving = true
    var budget = 64
    while budget > 0, step() || flush() { budget -= 1 }
    isDriving = false
    // The rest waits its turn, so that one busy client does not hold up the others.
    if budget == 0 {
      _ = flush()
      listener.loop.execute { self.drive() }
    }
  }

  /// One step; whether another may follow.
  private func step() -> Bool {
    switch phase {
    case .closed:
      return false
    case .ready:
      dispatch()
      return true
    case .body where isStarved && exchange.map(isReadyForHandler) ?? false:
      enter(.ready)
      return true
    default:
      guard wantsInput else { return false }
      if !isStarved {
        useInput()
      } else if isReadable, !hasReachedEnd {
        receive()
      } else {
        return false
      }
      return true
    }
  }

  /// Whether the phase can use bytes.
  private var wantsInput: Bool {
    switch phase {
    case .head: pendingOutput <= listener.configuration.sendBuffer && tail.isEmpty
    case .body, .discarding, .lingering: true
    case .handling: exchange.map { !$0.bodyIsComplete && $0.buffer.count < bodyRoom } ?? false
    case .ready, .closing, .upgrading, .closed: false
    }
  }

  /// Octets of a body that are held for a handler that does not read.
  var bodyRoom: Int { 65_536 }

  /// Goes on to another phase, whose clock starts now.
  func enter(_ next: Phase) {
    phase = next
    phaseStart = now
    lastActivity = now
    // Whatever is held may mean something to the new phase.
    isStarved = false
  }

  /// Closes at once. Whoever still waits for this connection is told.
  func close() {
    if isClosed { return }
    phase = .closed
    if let registration { listener.loop.deregister(registration) }
    registration = nil
    // Whoever sees the end finds the place free.
    listener.leave()
    Glibc.close(descriptor)
    let unfinished = exchange
    exchange = nil
    dropInput()
    output = []
    tail = []
    if outputMemory.held > 0 { chargeOutput() }
    listener.forget(self)
    unfinished?.abandon(.disconnected)
  }
}
