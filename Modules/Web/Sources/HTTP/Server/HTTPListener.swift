internal import CLinux
internal import EventLoop
internal import Glibc

/// A server's part on one loop: its own listening socket, its connections, and what they share.
final class HTTPListener: ReadinessHandler, @unchecked Sendable {
  // Unchecked: touched by the loop's thread only, but for `init` and the constants.

  let loop: EventLoop
  let configuration: HTTPServerConfiguration
  let limits: HeadLimits
  let handler: any HTTPHandler
  let times: HTTPTimes
  let readBuffer: UnsafeMutableBufferPointer<UInt8>
  var encoder = ResponseEncoder()
  private(set) var isDraining = false
  /// Whether the grace is over and nothing new is accepted.
  var isClosed: Bool { isDraining && registration == nil }

  let load: HTTPServerLoad
  private let descriptor: Int32
  private var registration: Registration?
  private var connections = Roster(\HTTPConnection.place)
  /// Where in the list an idle connection was last looked for.
  private var lookedAt = 0
  /// What has become of connections that were handed over; nil for one that is about to be.
  private var upgraded: [UInt64: (any UpgradedConnection)?] = [:]
  private var lastUpgraded: UInt64 = 0
  private var spareBuffers: [[UInt8]] = []
  private var isSweeping = false
  private var onEmpty: (@Sendable () -> Void)?

  init(
    loop: EventLoop, descriptor: Int32, configuration: HTTPServerConfiguration,
    handler: any HTTPHandler, load: HTTPServerLoad
  ) {
    self.loop = loop
    self.descriptor = descriptor
    self.configuration = configuration
    self.handler = handler
    self.load = load
    limits = configuration.limits
    times = HTTPTimes(configuration)
    readBuffer = .allocate(capacity: 65_536)
  }

  deinit {
    readBuffer.deallocate()
  }

  // MARK: Accepting

  /// Begins to accept. On the loop, like everything below.
  func open() {
    registration = try? loop.register(descriptor, interest: [.readable], self)
    // A listening socket that nobody asks would swallow its share of the connections.
    if registration == nil { close(descriptor) }
  }

  func ready(_ events: Interest) {
    // Bounded, so that a flood of connections leaves time for those that are here.
    for _ in 0..<64 where !accept() { return }
  }

  func loopEnded() {
    stopAccepting()
    cut()
  }

  private func accept() -> Bool {
    var peer = sockaddr_storage()
    let accepted = clinux_accept(descriptor, &peer)
    if accepted < 0 {
      if accepted == -EMFILE || accepted == -ENFILE || accepted == -ENOMEM { pauseAccepting() }
      return accepted == -ECONNABORTED || accepted == -EINTR
    }
    admit(accepted, SocketAddress.text(of: peer))
    return true
  }

  private func admit(_ accepted: Int32, _ address: String) {
    let isWelcome = load.enter() || reclaim()
    if !isWelcome { load.note(.connections) }
    guard isWelcome || load.maySayNo else {
      load.leave()
      close(accepted)
      return
    }
    _ = clinux_no_delay(accepted)
    let connection = HTTPConnection(
      listener: self, descriptor: accepted, peerAddress: address)
    connections.add(connection)
    connection.registration = try? loop.register(
      accepted, interest: [.readable, .writable, .closed, .edgeTriggered], connection)
    guard connection.registration != nil else { return connection.close() }
    sweepLater()
    if !isWelcome { connection.fail(.tooManyConnections) }
    connection.drive()
  }

  /// Closes, for a new connection, the one that has been idle for the longest among some that are
  /// looked at: whoever opens many and asks nothing keeps nobody out.
  private func reclaim() -> Bool {
    for _ in 0..<4 {
      guard let idlest = idlestOfSome() else { return false }
      guard idlest.staysIdle(for: times.reclaim) else { continue }
      load.note(.idleConnections)
      idlest.close()
      return true
    }
    return false
  }

  private func idlestOfSome() -> HTTPConnection? {
    var idlest: HTTPConnection?
    for _ in 0..<min(32, connections.count) {
      lookedAt = lookedAt + 1 < connections.count ? lookedAt + 1 : 0
      let seen = connections[lookedAt]
      guard seen.isIdle(for: times.reclaim) else { continue }
      if seen.phaseStart < idlest?.phaseStart ?? .max { idlest = seen }
    }
    return idlest
  }

  /// Out of descriptors: the ones that wait are left to the kernel for a moment.
  private func pauseAccepting() {
    load.note(.descriptors)
    guard let registration else { return }
    loop.update(registration, interest: [])
    loop.schedule(after: .milliseconds(100)) {
      self.loop.update(registration, interest: [.readable])
    }
  }

  /// Gives a place back.
  func leave() { load.leave() }

  /// Takes a connection off the list.
  func forget(_ connection: HTTPConnection) {
    connections.remove(connection)
    if connections.isEmpty { tellIfEmpty() }
  }

  // MARK: Connections that speak another protocol

  /// Keeps a place for a connection that is about to be handed over.
  func expectUpgraded() -> UInt64 {
    lastUpgraded += 1
    upgraded[lastUpgraded] = .some(nil)
    return lastUpgraded
  }

  /// Remembers what the connection has become, unless it is over already.
  func adopt(_ connection: any UpgradedConnection, at place: UInt64) {
    guard upgraded[place] != nil else { return }
    upgraded[place] = connection
    if isDraining { connection.drain() }
  }

  /// Gives the place back.
  func forgetUpgraded(_ place: UInt64) {
    upgraded[place] = nil
    tellIfEmpty()
  }

  // MARK: What connections share

  /// An empty buffer with room for a usual answer.
  func takeBuffer() -> [UInt8] {
    if let buffer = spareBuffers.popLast() { return buffer }
    var buffer: [UInt8] = []
    buffer.reserveCapacity(2_048)
    return buffer
  }

  /// Takes a buffer back, so that idle connections hold none.
  func giveBack(_ buffer: inout [UInt8]) {
    var returned = buffer
    buffer = []
    guard returned.capacity <= 65_536, spareBuffers.count < 64 else { return }
    returned.removeAll(keepingCapacity: true)
    spareBuffers.append(returned)
  }

  // MARK: The clock

  private func sweepLater() {
    if isSweeping { return }
    isSweeping = true
    loop.schedule(after: times.sweepInterval) {
      self.isSweeping = false
      self.sweep()
    }
  }

  private func sweep() {
    let now = loop.now
    // Backwards: whoever closes is replaced by one that was looked at.
    for place in stride(from: connections.count - 1, through: 0, by: -1) {
      if place < connections.count { connections[place].check(now, times) }
    }
    if !connections.isEmpty { sweepLater() }
  }

  // MARK: Drain

  /// From now on every answer ends its connection. Connections that get no more answers have the
  /// whole time of the drain to take their leave.
  func beginDrain() {
    isDraining = true
    for connection in upgraded.values { connection?.drain() }
  }

  /// Stops accepting and closes what is idle; `onEmpty` is called once nothing is left.
  func endGrace(_ onEmpty: @escaping @Sendable () -> Void) {
    isDraining = true
    // Those whom the kernel has let in already would be reset.
    while registration != nil, accept() {}
    stopAccepting()
    self.onEmpty = onEmpty
    for connection in connections { connection.closeIfIdle() }
    tellIfEmpty()
  }

  private func stopAccepting() {
    guard let registration else { return }
    loop.deregister(registration)
    close(descriptor)
    self.registration = nil
  }

  /// Closes everything.
  func cut() {
    for connection in connections { connection.close() }
    for connection in upgraded.values { connection?.cut() }
  }

  private func tellIfEmpty() {
    guard connections.isEmpty, upgraded.isEmpty, let told = onEmpty else { return }
    onEmpty = nil
    told()
  }
}
