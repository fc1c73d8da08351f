internal import CLinux
internal import Glibc

extension HTTPConnection {
  /// Reads once, into the loop's buffer, and uses what came straight out of it.
  func receive() {
    let buffer = listener.readBuffer
    let count = clinux_recv(descriptor, buffer.baseAddress, UInt(buffer.count))
    if count > 0 {
      // A short read empties the socket, but for the end that may come behind it.
      if count < buffer.count, !peerHasClosed { isReadable = false }
      take(UnsafeBufferPointer(rebasing: buffer[..<count]))
    } else if count == 0 {
      hasReachedEnd = true
      end()
    } else if count == -Int(EINTR) {
      return
    } else if count == -Int(EAGAIN) {
      isReadable = false
    } else {
      close()
    }
  }

  private func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    lastActivity = now
    isStarved = false
    if case .lingering = phase {
      dropped += bytes.count
      isStarved = true
      if dropped > listener.configuration.lingerBytes { close() }
      return
    }
    if !hasInput {
      let used = use(bytes)
      if used < bytes.count, !isClosed {
        input = Array(UnsafeBufferPointer(rebasing: bytes[used...]))
        inputUsed = 0
        chargeInput()
      }
    } else {
      input.removeFirst(inputUsed)
      inputUsed = 0
      input.append(contentsOf: bytes)
      chargeInput()
      useInput()
    }
  }

  /// Uses what was received before.
  func useInput() {
    guard hasInput else {
      dropInput()
      isStarved = true
      return
    }
    let held = input
    let used = held.withUnsafeBufferPointer { bytes in
      use(UnsafeBufferPointer(rebasing: bytes[inputUsed...]))
    }
    // A failure drops it.
    guard !input.isEmpty else { return }
    inputUsed += used
    if !hasInput { dropInput() }
  }

  /// Uses a prefix of `bytes` in one phase; starts no handler, because `bytes` may be the loop's.
  private func use(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    do {
      switch phase {
      case .head: return try useHead(bytes)
      case .body, .handling, .discarding: return try useBody(bytes)
      case .lingering: return bytes.count
      case .ready, .closing, .upgrading, .closed: return 0
      }
    } catch {
      if case .head = phase {
        fail(error, legible: HTTPHeaders(legibleIn: bytes))
      } else {
        fail(error)
      }
      return bytes.count
    }
  }

  // MARK: Heads

  private func useHead(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPFailure) -> Int {
    if !skippedLineBreak, bytes.first == ASCII.carriageReturn {
      guard bytes.count > 1 else {
        isStarved = true
        return 0
      }
      if bytes[1] != ASCII.lineFeed { throw .bareLineBreak }
      skippedLineBreak = true
      return 2
    }
    if bytes.isEmpty {
      isStarved = true
      return 0
    }
    if !hasHeadBegun {
      hasHeadBegun = true
      phaseStart = now
    }
    isHeadMethod = Self.beginsWithHead(bytes)
    guard let end = try scanner.scan(bytes, limits: listener.limits) else {
      isStarved = true
      return 0
    }
    let head = Array(UnsafeBufferPointer(rebasing: bytes[..<end]))
    begin(
      Exchange(
        try HeadParser.parse(head, limits: listener.limits), limits: listener.limits,
        budget: listener.load.requestMemory))
    return end
  }

  private func begin(_ next: Exchange) {
    hasHeadBegun = false
    skippedLineBreak = false
    scanner = HeadScanner()
    exchange = next
    if requests == 0 { listener.guests.meet(self) }
    requests += 1
    next.beginWait(now)
    enter(next.bodyIsComplete ? .ready : .body)
  }

  private static func beginsWithHead(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count >= 5 && bytes[0] == 0x48 && bytes[1] == 0x45 && bytes[2] == 0x41
      && bytes[3] == 0x44 && bytes[4] == ASCII.space
  }

  // MARK: Bodies

  private func useBody(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPFailure) -> Int {
    guard let exchange else { return 0 }
    let room = isDiscarding ? .max : bodyRoom
    let held = exchange.buffer.count
    let used = try exchange.receive(bytes, room: room)
    if used > 0 {
      if !isDiscarding { try exchange.hold(exchange.buffer.count - held) }
      exchange.expectsContinue = false
      exchange.received += used
    }
    isStarved = used == bytes.count || used == 0
    switch phase {
    case .body: if isReadyForHandler(exchange) { enter(.ready) }
    case .handling: exchange.wakeReader(now)
    case .discarding: discard(exchange)
    default: break
    }
    return used
  }

  /// Short bodies are awaited, so that a malformed one never reaches a handler.
  func isReadyForHandler(_ exchange: Exchange) -> Bool {
    exchange.bodyIsComplete || exchange.expectsContinue
      || exchange.buffer.count + exchange.announced >= Self.shortBody
      || (exchange.declaredLength ?? 0) > Self.shortBody
  }

  static var shortBody: Int { 16_384 }

  private func discard(_ exchange: Exchange) {
    dropped += exchange.buffer.count
    exchange.buffer.removeAll(keepingCapacity: true)
    if exchange.bodyIsComplete {
      finishExchange(closing: false)
    } else if dropped > Self.discardLimit {
      finishExchange(closing: true)
    }
  }

  private var isDiscarding: Bool {
    if case .discarding = phase { return true }
    return false
  }

  /// Octets of an unread body that are dropped to keep the connection.
  static var discardLimit: Int { 65_536 }

  // MARK: The end

  /// The client has closed its half: nothing more comes.
  private func end() {
    switch phase {
    case .head where !hasHeadBegun && !hasInput:
      if hasOutput { enter(.closing) } else { close() }
    case .head, .body:
      fail(.truncated)
    case .handling:
      if let exchange, !exchange.bodyIsComplete { fail(.truncated) }
    case .discarding:
      finishExchange(closing: true)
    case .lingering:
      close()
    case .ready, .closing, .upgrading, .closed:
      break
    }
  }
}
