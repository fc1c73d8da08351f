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
  let descriptor: Int32
  private var registration: Registration?
  var guests = Guests()
  /// What has become of connections that were handed over; nil for one that is about to be.
  private var upgraded: [UInt64: (any UpgradedConnection)?] = [:]
  private var lastUpgraded: UInt64 = 0
  private var spareBuffers: [[UInt8]] = []
  private var isSweeping = false
  var places = Places()
  /// Who was accepted and waits for a place.
  var held: Newcomer?
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
    forgetHeld()
    stopAccepting()
    cut()
  }

  /// Leaves those who come to the kernel for a moment; then `goOn` says whether to accept again,
  /// or to wait as long once more.
  func pauseAccepting(for time: Duration, until goOn: @escaping @Sendable () -> Bool) {
    guard let registration else { return }
    loop.update(registration, interest: [])
    loop.schedule(after: time) {
      guard goOn() else { return self.pauseAccepting(for: time, until: goOn) }
      self.loop.update(registration, interest: [.readable])
    }
  }

  /// Takes what was accepted onto the list.
  func makeConnection(of newcomer: Newcomer) -> HTTPConnection {
    _ = clinux_no_delay(newcomer.descriptor)
    let connection = HTTPConnection(
      listener: self, descriptor: newcomer.descriptor, peerAddress: newcomer.address)
    guests.add(connection)
    return connection
  }

  /// Watches a connection. Where the kernel refuses it is closed.
  func register(_ connection: HTTPConnection) -> Bool {
    connection.registration = try? loop.register(
      connection.descriptor, interest: [.readable, .writable, .closed, .edgeTriggered], connection)
    guard connection.registration != nil else {
      connection.close()
      return false
    }
    sweepLater()
    return true
  }

  /// Gives a place back.
  func leave() { load.leave() }

  /// Takes a connection off the list.
  func forget(_ connection: HTTPConnection) {
    guests.remove(connection)
    if guests.isEmpty { tellIfEmpty() }
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
    for connection in guests.all { connection.check(now, times) }
    if !guests.isEmpty { sweepLater() }
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
    settleHeld()
    // Those whom the kernel has let in already would be reset.
    while registration != nil, accept() {}
    stopAccepting()
    self.onEmpty = onEmpty
    for connection in guests.all { connection.closeIfIdle() }
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
    for connection in guests.all { connection.close() }
    for connection in upgraded.values { connection?.cut() }
  }

  private func tellIfEmpty() {
    guard guests.isEmpty, upgraded.isEmpty, let told = onEmpty else { return }
    onEmpty = nil
    told()
  }
}
