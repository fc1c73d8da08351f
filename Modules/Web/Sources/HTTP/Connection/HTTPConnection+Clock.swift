internal import EventLoop

/// What a connection may take its time for. Checked by the listener's sweep, a few times within
/// the shortest of the times, instead of by a timer a connection.
extension HTTPConnection {
  func check(_ now: Int64, _ times: HTTPTimes) {
    // Output that nobody tried to send yet has no clock.
    if hasOutput, outputSince != 0 {
      if isReadTooSlowly(now, times) { close() }
      return
    }
    switch phase {
    case .head:
      checkHead(now, times)
    case .body:
      if isSentTooSlowly(now, times) { failAndFlush(.bodyTimedOut) }
    case .handling:
      if exchange?.reader != nil, isSentTooSlowly(now, times) { failAndFlush(.bodyTimedOut) }
    case .discarding:
      if isSentTooSlowly(now, times) {
        finishExchange(closing: true)
        drive()
      }
    case .lingering:
      if now - phaseStart > times.linger(listener.isDraining) { close() }
    case .ready, .closing, .upgrading, .closed:
      break
    }
  }

  func beginOutputClock() {
    outputSince = now
    outputSent = 0
    lastActivity = now
  }

  private func checkHead(_ now: Int64, _ times: HTTPTimes) {
    if hasHeadBegun {
      if now - phaseStart > times.header { failAndFlush(.headTimedOut) }
    } else if now - phaseStart > times.idle || (listener.isClosed && isEstablished) {
      close()
    }
  }

  private func isSentTooSlowly(_ now: Int64, _ times: HTTPTimes) -> Bool {
    guard let exchange else { return false }
    return now - lastActivity > times.body
      || times.isTrickle(exchange.received, over: exchange.waited(until: now))
  }

  private func isReadTooSlowly(_ now: Int64, _ times: HTTPTimes) -> Bool {
    now - lastActivity > times.send || times.isTrickle(outputSent, over: now - outputSince)
  }

  private func failAndFlush(_ failure: HTTPFailure) {
    fail(failure)
    drive()
  }
}

/// The configured times in nanoseconds.
struct HTTPTimes {
  let header: Int64
  let idle: Int64
  let body: Int64
  let send: Int64
  let reclaim: Int64
  private let lingering: Int64
  private let slowGrace: Int64
  private let slowest: Int

  init(_ configuration: HTTPServerConfiguration) {
    header = configuration.headerTimeout.wholeNanoseconds
    idle = configuration.idleTimeout.wholeNanoseconds
    body = configuration.bodyTimeout.wholeNanoseconds
    send = configuration.sendTimeout.wholeNanoseconds
    reclaim = configuration.reclaimAfter.wholeNanoseconds
    lingering = configuration.lingerTimeout.wholeNanoseconds
    slowGrace = configuration.slowGrace.wholeNanoseconds
    slowest = configuration.slowestBody
  }

  /// A drain does not wait long for clients that have their answer.
  func linger(_ isDraining: Bool) -> Int64 {
    isDraining ? min(lingering, 1_000_000_000) : lingering
  }

  func isTrickle(_ octets: Int, over time: Int64) -> Bool {
    time > slowGrace && Double(octets) * 1e9 < Double(slowest) * Double(time)
  }

  /// How often to look: often enough that nothing lasts an eighth longer than it may.
  var sweepInterval: Duration {
    let shortest = min(header, idle, body, send, lingering, slowGrace)
    return .nanoseconds(max(5_000_000, min(500_000_000, shortest / 8)))
  }
}

extension Duration {
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return Int64(clamping: seconds) &* 1_000_000_000 &+ attoseconds / 1_000_000_000
  }
}

extension HTTPConnection {
  /// For a drain: closes between requests, unless the next one is here already.
  func closeIfIdle() {
    guard case .head = phase else { return }
    // An edge may not have been reported yet.
    isReadable = true
    drive()
    if case .head = phase, !hasHeadBegun, !hasOutput, isEstablished { close() }
  }

  /// Whether the client asks for nothing, or takes so long to ask, as far as was read.
  func isIdle(for time: Int64) -> Bool {
    guard case .head = phase, !hasOutput else { return false }
    return now - phaseStart >= time
  }

  /// Whether it is still idle when what lies in the socket was read: an edge may not have been
  /// reported yet.
  func staysIdle(for time: Int64) -> Bool {
    isReadable = true
    drive()
    return isIdle(for: time)
  }

  /// Whether the client had time to send its first request: a connection is not made for nothing.
  private var isEstablished: Bool { requests > 0 || now - phaseStart > 1_000_000_000 }
}
