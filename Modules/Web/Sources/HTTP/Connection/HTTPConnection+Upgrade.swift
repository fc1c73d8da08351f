internal import EventLoop
internal import Glibc

extension HTTPConnection {
  func beginUpgrade(_ upgrade: HTTPUpgrade, _ response: HTTPResponse) {
    var response = response
    response.status = 101
    if output.capacity == 0 { output = listener.takeBuffer() }
    listener.encoder.encode(
      response, framing: .none, connection: "Connection: Upgrade\r\n", into: &output)
    let finished = exchange
    exchange = nil
    finished?.abandon(.disconnected)
    enter(.upgrading(upgrade))
    if !isDriving { _ = flush() }
  }

  /// Lets go of the socket without closing it. Its place stays taken until the new owner is done.
  func handOver(to upgrade: HTTPUpgrade) {
    if let registration { listener.loop.deregister(registration) }
    registration = nil
    phase = .closed
    let (listener, descriptor) = (listener, descriptor)
    let place = listener.expectUpgraded()
    let socket = HTTPUpgradedSocket(
      descriptor: descriptor, loop: listener.loop, received: Array(input[inputUsed...]),
      remoteAddress: remoteAddress,
      end: {
        // In this order: whoever sees the end finds the place free.
        listener.leave()
        Glibc.close(descriptor)
        listener.forgetUpgraded(place)
      })
    dropInput()
    listener.forget(self)
    listener.adopt(upgrade.take(socket), at: place)
  }
}
