internal import EventLoop

extension HTTPConnection {
  // MARK: The handler

  /// Starts the handler, at once and on this thread; it goes on here after each suspension. The
  /// task is the request's alone: an idle connection has none.
  func dispatch() {
    guard let exchange else { return }
    enter(.handling)
    exchange.endWait(now)
    let isSecure = isProxied && noteOrigin(exchange.head)
    let request = HTTPRequest(
      head: exchange.head, method: exchange.method, body: body(of: exchange),
      remoteAddress: remoteAddress, isSecure: isSecure)
    let handler = listener.handler
    Task.immediateDetached(executorPreference: listener.loop) {
      let response = await handler.respond(to: request)
      if self.begin(response, for: exchange), case .stream(let stream) = response.body {
        await self.send(stream, for: exchange)
      }
    }
  }

  private func body(of exchange: Exchange) -> HTTPRequestBody {
    let limit = listener.configuration.defaultBodyLimit
    guard exchange.bodyIsComplete else {
      let stream = ExchangeBody(connection: self, exchange: exchange)
      return HTTPRequestBody(
        .stream(stream, declaredLength: exchange.declaredLength), defaultLimit: limit)
    }
    if exchange.buffer.isEmpty { return HTTPRequestBody(.none, defaultLimit: limit) }
    let bytes = exchange.buffer
    exchange.buffer = []
    return HTTPRequestBody(.bytes(bytes), defaultLimit: limit)
  }

  private func send(
    _ stream: @Sendable (HTTPBodyWriter) async throws -> Void, for exchange: Exchange
  ) async {
    do {
      try await stream(HTTPBodyWriter(ExchangeSink(connection: self, exchange: exchange)))
      onLoop { self.endStream(for: exchange) }
    } catch {
      // A part must not pass for the whole: no end is sent, the connection is cut.
      onLoop { if self.exchange === exchange { self.close() } }
    }
  }

  // MARK: The answer

  /// Sends the head of an answer, and the body unless it is a stream.
  /// - Returns: whether the stream is to be run.
  private func begin(_ response: HTTPResponse, for exchange: Exchange) -> Bool {
    guard exchange === self.exchange, case .handling = phase, !exchange.hasStarted else {
      return false
    }
    if let upgrade = response.upgrade, exchange.bodyIsComplete, !exchange.isHTTP10 {
      beginUpgrade(upgrade, response)
      return false
    }
    let isFinal = (200..<600).contains(response.status)
    let response = isFinal ? response : HTTPResponse(status: 500)
    guard hasRoom(for: response, of: exchange) else {
      fail(.unreadAnswers)
      goOn()
      return false
    }
    let framing = ResponseFraming(
      response, isHead: exchange.method == .head, isHTTP10: exchange.isHTTP10)
    exchange.keepsAlive = keepsAlive(after: response, framing, exchange)
    encodeHead(of: response, framing, isHTTP10: exchange.isHTTP10, closes: !exchange.keepsAlive)
    guard framing.hasBody(method: exchange.method, status: response.status) else {
      complete(exchange)
      return false
    }
    switch response.body {
    case .none:
      complete(exchange)
    case .bytes(let bytes):
      append(body: bytes, isShared: response.sharesBody)
      complete(exchange)
    case .stream:
      if case .length(let length) = framing {
        exchange.outgoing = .stream(framing, left: length)
      } else {
        exchange.outgoing = .stream(framing, left: .max)
      }
      return true
    }
    return false
  }

  private func keepsAlive(
    after response: HTTPResponse, _ framing: ResponseFraming, _ exchange: Exchange
  ) -> Bool {
    if !exchange.keepsAlive || response.closesConnection || listener.isDraining { return false }
    if case .untilClose = framing { return false }
    if let bound = listener.configuration.requestsPerConnection, requests >= bound { return false }
    if let option = response.headers["connection"], equalIgnoringCase(option, "close") {
      return false
    }
    // The client may never send a body that it was not asked for, so its end cannot be found.
    if exchange.expectsContinue { return false }
    if case .length(let left) = exchange.incoming { return left <= Self.discardLimit }
    return true
  }

  private func encodeHead(
    of response: HTTPResponse, _ framing: ResponseFraming, isHTTP10: Bool, closes: Bool
  ) {
    if output.capacity == 0 { output = listener.takeBuffer() }
    // Who names a protocol to change to says that its name is for this connection alone
    // (RFC 9110, 7.8).
    let connection: StaticString? =
      switch response.status {
      case 426 where closes: "Connection: close, Upgrade\r\n"
      case 426 where !isHTTP10: "Connection: Upgrade\r\n"
      default: closes ? "Connection: close\r\n" : isHTTP10 ? "Connection: keep-alive\r\n" : nil
      }
    listener.encoder.encode(
      response, framing: framing, connection: connection, into: &output)
  }

  /// Long bodies are sent from where they are.
  private func append(body: [UInt8], isShared: Bool) {
    if body.count > 16_384, tail.isEmpty {
      tail = body
      tailIsShared = isShared
      tailSent = 0
    } else {
      output.append(contentsOf: body)
    }
  }

  /// The answer is all in the buffers.
  private func complete(_ exchange: Exchange) {
    exchange.outgoing = .complete
    if exchange.bodyIsComplete || !exchange.keepsAlive {
      finishExchange(closing: !exchange.keepsAlive)
    } else {
      dropped = exchange.buffer.count
      exchange.buffer = []
      exchange.beginWait(now)
      enter(.discarding)
    }
    goOn()
  }

  /// Leaves the exchange behind.
  func finishExchange(closing: Bool) {
    let finished = exchange
    exchange = nil
    enter(closing ? .closing : .head)
    finished?.abandon(.disconnected)
  }

  /// Sends what there is and, when something is left to do, does it outside of the handler's task.
  private func goOn() {
    if isDriving { return }
    _ = flush()
    if hasInput || isReadable {
      listener.loop.execute { self.drive() }
    }
  }

  /// Answers a failure and closes. A handler at work finds its exchange gone.
  /// - Parameter legible: the fields of a head that was refused as a whole.
  func fail(_ failure: HTTPFailure, legible: HTTPHeaders = HTTPHeaders()) {
    switch phase {
    case .closing, .lingering, .upgrading, .closed:
      return
    case .discarding:
      finishExchange(closing: true)
      return
    case .head, .body, .ready, .handling:
      break
    }
    if failure == .overloaded { listener.load.note(.requestMemory) }
    if exchange?.hasStarted == true { return close() }
    let headers = exchange.map { HTTPHeaders(received: $0.head) } ?? legible
    var response = listener.handler.refuse(failure, headers: headers)
    response.status = failure.status
    if case .stream = response.body { response.body = .none }
    let isHead = exchange?.method == .head || (exchange == nil && isHeadMethod)
    let framing = ResponseFraming(response, isHead: false, isHTTP10: false)
    encodeHead(of: response, framing, isHTTP10: false, closes: true)
    if !isHead, case .bytes(let bytes) = response.body { append(body: bytes, isShared: false) }
    let failed = exchange
    exchange = nil
    dropInput()
    enter(.closing)
    failed?.abandon(BodyError(failure))
  }

  // MARK: What handlers ask for

  /// Gives content to a reader, now or when it comes.
  func read(_ reading: BodyReading, for exchange: Exchange, _ reader: Exchange.Reader) {
    if let error = exchange.bodyError {
      reader.resume(returning: .failure(error))
      return
    }
    guard exchange === self.exchange, exchange.reader == nil else {
      reader.resume(returning: .failure(.alreadyRead))
      return
    }
    exchange.reader = reader
    do {
      try exchange.expect(reading)
    } catch {
      fail(error)
      if !isDriving { drive() }
      return
    }
    if exchange.buffer.isEmpty, !exchange.bodyIsComplete, !exchange.isTooLong {
      // The clock runs while content is wanted; before, the handler was the slow one.
      exchange.beginWait(now)
      lastActivity = now
      if exchange.expectsContinue { sendContinue(for: exchange) }
    }
    exchange.wakeReader(now)
    isStarved = false
    if !isDriving { drive() }
  }

  private func sendContinue(for exchange: Exchange) {
    exchange.expectsContinue = false
    output.append("HTTP/1.1 100 Continue\r\n\r\n")
    if !isDriving { _ = flush() }
  }

  /// Sends a piece of a streamed answer; the writer waits while the client is behind.
  func write(_ bytes: [UInt8], for exchange: Exchange, _ writer: Exchange.Writer) {
    guard exchange === self.exchange, case .stream(let framing, let left) = exchange.outgoing,
      exchange.writer == nil, bytes.count <= left
    else {
      // More than the declared length would be taken for the next answer.
      if exchange === self.exchange { close() }
      writer.resume(returning: .failure(.disconnected))
      return
    }
    if output.capacity == 0 { output = listener.takeBuffer() }
    if case .chunked = framing {
      output.append(hexadecimal: bytes.count)
      output.append("\r\n")
      output.append(contentsOf: bytes)
      output.append("\r\n")
    } else {
      output.append(contentsOf: bytes)
      if case .length = framing {
        exchange.outgoing = .stream(framing, left: left - bytes.count)
      }
    }
    exchange.writer = writer
    if !isDriving { _ = flush() }
    wakeWriter()
  }

  /// Lets the writer go on once the client has caught up.
  func wakeWriter() {
    guard let exchange, let writer = exchange.writer,
      pendingOutput <= listener.configuration.sendBuffer
    else { return }
    exchange.writer = nil
    writer.resume(returning: .success(()))
  }

  private func endStream(for exchange: Exchange) {
    guard exchange === self.exchange, case .stream(let framing, let left) = exchange.outgoing
    else { return }
    switch framing {
    case .chunked:
      output.append("0\r\n\r\n")
    case .length where left > 0:
      return close()
    default:
      break
    }
    complete(exchange)
  }
}
