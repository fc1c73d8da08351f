internal import Glibc

extension WebSocketConnection {
  /// Begins the closing handshake (RFC 6455, 7.1.2). Messages that still come are dropped.
  /// - Parameters:
  ///   - reason: for a person to read; cut at 123 octets.
  ///   - isBehind: whether so much waits for the peer that it has the time of a send for that.
  public func close(_ code: WebSocketCloseCode, _ reason: String = "", isBehind: Bool = false) {
    guard state == .open else { return }
    append(.close, WebSocketFrameEncoder.close(code, reason))
    enter(.closing)
    if isBehind { deadline = now + shared.times.send }
    // The peer's Close frame may be in what waited.
    let waiting = held
    held = []
    if waiting.isEmpty { flushUnlessTaking() } else { take(waiting) }
  }

  /// Ends a connection whose peer broke the rules: it is told, and its answer is not awaited
  /// (RFC 6455, 7.1.7).
  func fail(_ failure: WebSocketFailure, andFlush flushes: Bool = false) {
    if state == .open {
      append(.close, WebSocketFrameEncoder.close(failure.closeCode, failure.reason))
    }
    enter(.finishing)
    if flushes { flushUnlessTaking() }
  }

  /// The peer sends nothing more. The code is given back as it came (RFC 6455, 5.5.1).
  func answerClose(_ code: WebSocketCloseCode?) {
    if state == .open { append(.close, WebSocketFrameEncoder.close(code, "")) }
    enter(.finishing)
  }

  private func enter(_ next: State) {
    state = next
    deadline = now + shared.times.close
    isPaused = false
    if next == .finishing { dismiss() }
  }

  /// Nothing more will be sent. What still comes is read and dropped, because closing a socket
  /// with unread octets resets it, and a reset destroys the Close frame on its way.
  func halfClose() {
    enter(.lingering)
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Takes leave: the server ends. A second is enough for whoever listens.
  public func drain() {
    close(.goingAway, "the server ends")
    if state != .closed { deadline = min(deadline, now + 2_000_000_000) }
  }

  /// Closes the socket at once.
  public func cut() { end() }

  /// Looks at the clock.
  func check(_ now: Int64) {
    switch state {
    case .open:
      checkPeer(now)
      look()
    case .closing, .finishing, .lingering:
      if now >= deadline { end() }
    case .closed:
      break
    }
  }

  /// Has the handler look, while that is of use.
  func look() {
    if state == .open { handler?.looked(at: self) }
  }

  private func checkPeer(_ now: Int64) {
    if messageSince != 0, now - messageSince > shared.times.message {
      return fail(.messageTimedOut, andFlush: true)
    }
    if stuckSince != 0, now - stuckSince > shared.times.send {
      // A trickle is no reading: the kernel lets a few octets through to whoever reads nothing.
      guard sentSince >= 10_000 else { return end() }
      (stuckSince, sentSince) = (now, 0)
    }
    if isPongAwaited {
      if now - lastPing > shared.times.pong { end() }
    } else if now - lastPing >= shared.times.ping {
      lastPing = now
      isPongAwaited = true
      append(.ping, [])
      flushUnlessTaking()
    }
  }
}
