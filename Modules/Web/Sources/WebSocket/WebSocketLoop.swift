internal import EventLoop

/// What the connections of one loop share: the buffer that all are read into, the compression, and
/// the clock. Touched on the loop only.
final class WebSocketLoop: @unchecked Sendable {
  // Unchecked: everything is touched by the loop's thread only.

  let loop: EventLoop
  let settings: WebSocketSettings
  let times: WebSocketTimes
  let readBuffer: UnsafeMutableBufferPointer<UInt8>
  private(set) var connections = Roster(\WebSocketConnection.place)
  private var deflaters: [Int: WebSocketDeflater] = [:]
  private var isSweeping = false
  private var isLooking = false
  /// Decompresses for all.
  lazy var inflater = WebSocketInflater()

  init(loop: EventLoop, settings: WebSocketSettings) {
    self.loop = loop
    self.settings = settings
    times = WebSocketTimes(settings)
    readBuffer = .allocate(capacity: 65_536)
  }

  deinit {
    readBuffer.deallocate()
  }

  /// Compresses for all whose clients keep so large a window. A smaller one than they would keep
  /// does for messages of 64 KiB.
  func deflater(windowBits: Int) -> WebSocketDeflater {
    let bits = min(windowBits, 12)
    if let deflater = deflaters[bits] { return deflater }
    let deflater = WebSocketDeflater(windowBits: bits)
    deflaters[bits] = deflater
    return deflater
  }

  func add(_ connection: WebSocketConnection) {
    connections.add(connection)
    sweepLater()
  }

  func remove(_ connection: WebSocketConnection) {
    connections.remove(connection)
  }

  /// Has the handlers look before the next sweep.
  func lookSoon() {
    if isLooking { return }
    isLooking = true
    loop.schedule(after: .milliseconds(10)) {
      self.isLooking = false
      // A copy: what a handler does may close its connection.
      for connection in self.connections { connection.look() }
    }
  }

  private func sweepLater() {
    if isSweeping { return }
    isSweeping = true
    loop.schedule(after: times.sweepInterval) {
      self.isSweeping = false
      self.sweep()
    }
  }

  private func sweep() {
    // Backwards: whoever closes is replaced by one that was looked at.
    for place in stride(from: connections.count - 1, through: 0, by: -1)
    where place < connections.count {
      connections[place].check(loop.now)
    }
    if !connections.isEmpty { sweepLater() }
  }
}
