internal import CLinux
internal import Glibc

extension WebSocketConnection {
  /// Whether octets can be used: not while the handler asks for a pause, nor while a peer that
  /// makes us answer does not read the answers.
  var wantsInput: Bool {
    switch state {
    case .open: !isPaused && pendingOutput <= 65_536
    case .closing, .finishing, .lingering: true
    case .closed: false
    }
  }

  /// Reads once, into the loop's buffer; what is left is read in the loop's next turn, after the
  /// others had theirs.
  func receive() {
    let buffer = shared.readBuffer
    let count = clinux_recv(descriptor, buffer.baseAddress, UInt(buffer.count))
    if count > 0 {
      take(UnsafeBufferPointer(rebasing: buffer[..<count]))
    } else if count != -Int(EAGAIN), count != -Int(EINTR) {
      end()
    }
  }

  func take(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { take($0) }
  }

  private func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    isTaking = true
    let used = use(bytes)
    isTaking = false
    if state == .closed { return }
    if isPaused, used < bytes.count {
      held = Array(UnsafeBufferPointer(rebasing: bytes[used...]))
    }
    noteMessage()
    flush()
    charge()
    watch()
  }

  /// Remembers since when a message has come in part.
  private func noteMessage() {
    if !decoder.isWithinMessage {
      messageSince = 0
    } else if messageSince == 0 {
      messageSince = now
    }
  }

  private func use(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var used = 0
    do {
      while state == .open && !isPaused || state == .closing,
        let event = try decoder.next(bytes, from: &used)
      {
        handle(event)
      }
    } catch {
      fail(error)
    }
    if state == .finishing || state == .lingering { drop(bytes.count - used) }
    return used
  }

  private func handle(_ event: WebSocketFrameDecoder.Event) {
    if case .close(let code, _) = event {
      answerClose(code)
      return
    }
    guard state == .open else { return }
    switch event {
    case .text(let text): handler?.received(text: text, on: self)
    case .binary(let bytes): handler?.received(binary: bytes, on: self)
    case .ping(let payload): answerPing(payload)
    case .pong: isPongAwaited = false
    case .close: break
    }
  }

  /// What comes after the end is dropped, but not without end.
  private func drop(_ count: Int) {
    dropped += count
    if dropped > 4 << 20 { end() }
  }

  // MARK: Pauses

  /// Takes no further message until `resume()`; what comes meanwhile is left to the kernel.
  public func pause() {
    isPaused = true
  }

  /// Goes on after a pause.
  public func resume() {
    guard isPaused else { return }
    isPaused = false
    // Within a message's handling the one who handed it over goes on.
    if isTaking { return }
    let waiting = held
    held = []
    if !waiting.isEmpty { take(waiting) }
    watch()
  }
}
