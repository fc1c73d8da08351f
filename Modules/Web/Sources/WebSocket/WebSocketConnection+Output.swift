internal import CLinux
internal import Glibc

extension WebSocketConnection {
  var pendingOutput: Int { output.count - sent }

  /// How many octets wait for the peer to read.
  public var waitingOctets: Int { pendingOutput }

  var hasOutput: Bool { pendingOutput > 0 }

  /// Sends a text message; once it is not open any more, nothing. A peer for whom too much waits
  /// is let go.
  /// - Parameter text: UTF-8.
  public func send(text: [UInt8]) { send(.text, text) }

  /// Sends a binary message, by the same rules.
  public func send(binary: [UInt8]) { send(.binary, binary) }

  private func send(_ opcode: WebSocketOpcode, _ payload: [UInt8]) {
    guard state == .open else { return }
    if payload.count >= settings.compressionThreshold, let short = deflater?.deflate(payload) {
      append(opcode, short, isCompressed: true)
    } else {
      append(opcode, payload)
    }
    if pendingOutput > settings.sendBuffer {
      flush()
      if pendingOutput > settings.sendBuffer { return end() }
    }
    flushUnlessTaking()
  }

  func append(_ opcode: WebSocketOpcode, _ payload: [UInt8], isCompressed: Bool = false) {
    WebSocketFrameEncoder.append(opcode, payload, isCompressed: isCompressed, to: &output)
  }

  func flushUnlessTaking() {
    if isTaking { return }
    flush()
    charge()
    watch()
  }

  /// Answers a ping; only the latest of those that the peer does not wait for (RFC 6455, 5.5.3),
  /// so that a flood of them fills no memory.
  func answerPing(_ payload: [UInt8]) {
    if pendingOutput > 4_096 {
      owedPong = payload
    } else {
      append(.pong, payload)
    }
  }

  /// Sends as much as the socket takes.
  func flush() {
    while hasOutput, state != .closed {
      let count = output.withUnsafeBytes { bytes in
        clinux_send(descriptor, bytes.baseAddress.map { $0 + sent }, UInt(bytes.count - sent))
      }
      if count == -Int(EINTR) { continue }
      if count == -Int(EAGAIN) {
        if stuckSince == 0 { (stuckSince, sentSince) = (now, 0) }
        return
      }
      guard count >= 0 else { return end() }
      sent += count
      sentSince += count
      if !hasOutput { releaseOutput() }
    }
    if state == .finishing, !hasOutput { halfClose() }
  }

  /// An idle connection holds no buffer.
  private func releaseOutput() {
    output = []
    (sent, stuckSince) = (0, 0)
    charge()
    if let payload = owedPong {
      owedPong = nil
      if state == .open { append(.pong, payload) }
    }
    handler?.drained(self)
  }
}
