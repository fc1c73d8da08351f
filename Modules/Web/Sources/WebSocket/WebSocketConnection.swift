internal import CLinux
public import EventLoop
internal import Glibc
public import HTTP

/// An open WebSocket. It belongs to one loop for life, and everything is to be called there; its
/// parts are in the files `WebSocketConnection+….swift`: reading, sending, and the end.
public final class WebSocketConnection: ReadinessHandler, UpgradedConnection, @unchecked Sendable {
  // Unchecked: everything is touched by the loop's thread only.

  enum State {
    case open
    /// Our Close frame is on its way; the peer's is awaited, and other messages are dropped.
    case closing
    /// The last octets are being sent.
    case finishing
    /// Half-closed: what still comes is dropped until the peer closes too.
    case lingering
    case closed
  }

  let shared: WebSocketLoop
  /// Where the loop's list holds this connection.
  var place = 0
  private let socket: HTTPUpgradedSocket
  private let deflateBits: Int
  private var registration: Registration?
  private var interest: Interest = [.readable]

  /// What is behind it, until it is over.
  public internal(set) var handler: (any WebSocketHandler)?
  var state = State.open
  /// When the state ends by itself.
  var deadline: Int64 = 0

  var decoder: WebSocketFrameDecoder
  /// Octets that came and wait because of `pause()`.
  var held: [UInt8] = []
  var isPaused = false
  /// Whether octets are being used: what is sent meanwhile goes out in one piece.
  var isTaking = false
  var dropped = 0
  /// What it holds of the memory of all connections.
  var memory: MemoryShare
  /// Since when a message has come in part; 0 while none has.
  var messageSince: Int64 = 0

  var output: [UInt8] = []
  var sent = 0
  /// Since when the peer has not taken all that waits, and how much it took since.
  var stuckSince: Int64 = 0
  var sentSince = 0
  /// The payload of the latest ping that could not be answered yet.
  var owedPong: [UInt8]?

  var lastPing: Int64
  var isPongAwaited = false

  init(
    _ socket: HTTPUpgradedSocket, _ shared: WebSocketLoop, compression: PermessageDeflate?,
    handler: any WebSocketHandler
  ) {
    self.socket = socket
    self.shared = shared
    self.handler = handler
    memory = MemoryShare(of: shared.settings.memory)
    deflateBits = compression?.serverWindowBits ?? 0
    var settings = WebSocketFrameDecoder.Settings()
    settings.messageLimit = shared.settings.messageLimit
    settings.acceptsBinary = shared.settings.acceptsBinary
    decoder = WebSocketFrameDecoder(
      settings, inflater: compression == nil ? nil : shared.inflater)
    lastPing = shared.loop.now
  }

  /// The loop that it belongs to.
  public var loop: EventLoop { shared.loop }

  /// Whether messages can still be sent.
  public var isOpen: Bool { state == .open }

  var descriptor: Int32 { socket.descriptor }

  var settings: WebSocketSettings { shared.settings }

  var now: Int64 { shared.loop.now }

  /// Compresses what is worth it, where that was agreed on.
  var deflater: WebSocketDeflater? {
    deflateBits == 0 ? nil : shared.deflater(windowBits: deflateBits)
  }

  func open() {
    shared.add(self)
    registration = try? shared.loop.register(descriptor, interest: interest, self)
    guard registration != nil else { return end() }
    handler?.opened(self)
    if state != .closed, !socket.received.isEmpty { take(socket.received) }
  }

  /// The socket can be read or written.
  public func ready(_ events: Interest) {
    if events.contains(.failed) { return end() }
    if events.contains(.writable) { flush() }
    if events.contains(.readable), wantsInput { receive() }
    watch()
  }

  /// The loop ends, and the socket with it.
  public func loopEnded() { end() }

  /// Watches for what there is a use for; a descriptor that is watched in vain would keep the loop
  /// awake.
  func watch() {
    guard let registration else { return }
    var wanted: Interest = wantsInput ? [.readable] : []
    if hasOutput { wanted.insert(.writable) }
    guard wanted != interest else { return }
    interest = wanted
    shared.loop.update(registration, interest: wanted)
  }

  /// Closes the socket at once.
  func end() {
    if state == .closed { return }
    state = .closed
    if let registration { shared.loop.deregister(registration) }
    registration = nil
    (held, output, owedPong) = ([], [], nil)
    memory.give(memory.held)
    shared.remove(self)
    dismiss()
    socket.close()
  }

  /// Tells the handler that it is over, once.
  func dismiss() {
    let told = handler
    handler = nil
    told?.closed(self)
  }
}
