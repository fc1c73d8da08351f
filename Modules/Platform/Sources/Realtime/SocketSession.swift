internal import EventLoop
internal import Events
internal import JSON
public import Kernel
internal import Observability
internal import Router
public import WebSocket

/// One socket and its user. It belongs to one loop: call everything but `send` there.
///
/// A socket lives as long as its session, not as the token that opened it; a client may send a
/// newer token at any time. Before it is authenticated, only the protocol's own frames are sent.
public final class SocketSession: @unchecked Sendable {
  // Unchecked: everything is touched by the loop's thread only, but for the constants.

  private let hub: SocketHub
  private let endpoint: SocketEndpoint
  private let seat: SocketSeat
  private let loop = LoopBox()
  private var admission: AdmittedSession?
  private var connection: WebSocketConnection?
  /// When the client must have authenticated, on the loop's clock.
  private var deadline: Int64 = 0
  private var isAuthenticating = false
  /// What the socket follows; nil until it follows something.
  private var topics: TopicSession?
  /// The topics to follow at once, until they are.
  private var usual: [UsualPlace]
  /// The roles by which it follows its topics.
  private var roles: [Role] = []
  /// Who waits for the client to have read everything.
  private var waiters: [UnsafeContinuation<Void, Never>] = []

  init(
    hub: SocketHub, endpoint: SocketEndpoint, seat: SocketSeat, admission: AdmittedSession?,
    usual: [UsualPlace]
  ) {
    self.hub = hub
    self.endpoint = endpoint
    self.seat = seat
    self.admission = admission
    self.usual = usual
  }

  /// The caller; nil before authentication, and once the session has ended.
  public var principal: Principal? { admission?.current }

  /// Sends a message, from any thread, in the order of one thread's calls. Before authentication,
  /// and once the socket is closed, nothing is sent.
  /// - Parameter message: the text of a JSON object with a `type`; see `SocketMessage.text`.
  public func send(_ message: [UInt8]) {
    loop.run { self.sendHere(message) }
  }

  private func sendHere(_ message: [UInt8]) {
    guard let admission, let connection, connection.isOpen else { return }
    // A session that has ended is told nothing more, not even that it has.
    guard admission.current != nil else { return close(.unauthorized, "the session has ended") }
    guard connection.waitingOctets + message.count <= hub.settings.sendBuffer,
      connection.hasRoom(for: message.count)
    else {
      return close(.tooSlow, "too much waits to be read", isBehind: true)
    }
    hub.metrics.sent.increment()
    connection.send(text: message)
  }

  private func close(_ code: WebSocketCloseCode, _ reason: String, isBehind: Bool = false) {
    guard let connection, connection.isOpen else { return }
    hub.metrics.noteClose(code.rawValue)
    connection.close(code, reason, isBehind: isBehind)
    endTopics()
  }

  // MARK: Messages

  private func answer(_ text: [UInt8]) {
    do throws(SocketRefusal) {
      let message = try SocketMessage(parsing: text)
      switch message.type {
      case "ping": sendHere(Self.pong)
      case "auth": authenticate(message)
      case "subscribe": try subscribe(message)
      case "unsubscribe": try unsubscribe(message)
      default: if !endpoint.received(message, self) { throw SocketRefusal.unknownType }
      }
    } catch {
      sendHere(error.text)
    }
  }

  private static let pong = SocketMessage.text("pong")
  private static let welcome = SocketMessage.text("auth_ok")

  // MARK: Authentication

  /// Authenticates by the token of a message. Messages that come meanwhile wait.
  private func authenticate(_ message: SocketMessage) {
    guard let token = message.body["token"]?.string, let connection else {
      return close(.unauthorized, "the message has no token")
    }
    // As in the field for it: nothing else is a token, and other text is dear to look up.
    guard BearerToken.isWellFormed(token) else {
      return close(.unauthorized, "the access token is not valid, or not any more")
    }
    isAuthenticating = true
    connection.pause()
    Task.immediateDetached(executorPreference: connection.loop) {
      let outcome: Result<AdmittedSession, any Error>
      do {
        let admitted = try await self.hub.authenticator.admit(
          bearer: token, at: self.hub.clock.now())
        if self.admission == nil {
          self.usual = try await self.hub.usualPlaces(self.endpoint, of: admitted.principal)
        }
        outcome = .success(admitted)
      } catch {
        outcome = .failure(error)
      }
      self.isAuthenticating = false
      self.settle(outcome)
      connection.resume()
    }
  }

  private func settle(_ outcome: Result<AdmittedSession, any Error>) {
    guard let connection, connection.isOpen else { return }
    switch outcome {
    case .success(let newcomer):
      enter(newcomer)
    case .failure(let error as Problem) where error.kind.status == 401:
      close(.unauthorized, "the access token is not valid, or not any more")
    case .failure:
      close(.unavailable, "try again")
    }
  }

  private func enter(_ newcomer: AdmittedSession) {
    let isFirst = admission == nil
    if let admission, admission.principal.userID != newcomer.principal.userID {
      return close(.unauthorized, "the token is another user's")
    }
    guard seat.assign(to: newcomer.principal.userID) else {
      return close(.tooManySockets, "you have as many sockets as you may")
    }
    admission = newcomer
    // The session may have ended since the token was looked at.
    guard checkStay() else { return }
    sendHere(Self.welcome)
    if isFirst { begin() }
  }

  /// Whether the session goes on; if not, the socket ends with it.
  private func checkStay() -> Bool {
    guard let admission else { return true }
    if let caller = admission.current {
      if let topics, caller.roles != roles {
        roles = caller.roles
        topics.askAgain()
      }
      return true
    }
    close(.unauthorized, "the session has ended")
    return false
  }
}

extension SocketSession: WebSocketHandler {
  /// Begins to wait for authentication, if there was none.
  public func opened(_ connection: WebSocketConnection) {
    self.connection = connection
    loop.set(connection.loop)
    hub.metrics.opened.increment()
    if admission == nil {
      deadline = connection.loop.now + hub.settings.authenticationTimeout.wholeNanoseconds
    } else if checkStay() {
      begin()
    }
  }

  /// Takes a message.
  public func received(text: [UInt8], on connection: WebSocketConnection) {
    hub.metrics.received.increment()
    if admission != nil {
      answer(text)
    } else if let message = try? SocketMessage(parsing: text), message.type == "auth" {
      authenticate(message)
    } else {
      close(.unauthorized, "the first message says who you are")
    }
  }

  /// Ends the socket when its time, or its session, is over.
  public func looked(at connection: WebSocketConnection) {
    if admission != nil {
      _ = checkStay()
    } else if !isAuthenticating, connection.loop.now >= deadline {
      close(.unauthorized, "nobody has said in time who they are")
    }
  }

  /// Lets those go on who waited for the client.
  public func drained(_ connection: WebSocketConnection) { wake() }

  /// Releases the connection.
  public func closed(_ connection: WebSocketConnection) {
    self.connection = nil
    endTopics()
  }
}

// Topics.
extension SocketSession: TopicOutput {
  var caller: Principal? { principal }

  func send(_ message: TopicMessage) { sendHere(message.json) }

  var isBehind: Bool {
    connection.map { $0.isOpen && $0.waitingOctets > hub.settings.historyAhead } ?? false
  }

  /// Returns once the client has read all that waits for it, or is gone.
  func caughtUp() async {
    guard isBehind else { return }
    await withUnsafeContinuation { waiters.append($0) }
  }

  func giveUp() { close(.unavailable, "try again") }

  private func wake() {
    let waiting = waiters
    waiters = []
    for waiter in waiting { waiter.resume() }
  }

  private func endTopics() {
    topics?.end()
    topics = nil
    wake()
  }

  /// The socket is somebody's.
  private func begin() {
    endpoint.opened(self)
    let places = usual
    usual = []
    guard !places.isEmpty, let topics = following() else { return }
    for place in places {
      work { await topics.subscribe(place.topic, from: place.cursor, isQuiet: true) }
    }
  }

  /// What the socket follows; nil where there is nothing to follow.
  private func following() -> TopicSession? {
    if let topics { return topics }
    guard let feed = hub.feed, let connection, connection.isOpen else { return nil }
    topics = TopicSession(
      feed.board(of: connection.loop), self, limit: hub.settings.maxTopics)
    roles = principal?.roles ?? []
    return topics
  }

  /// Follows the topic of a message. Messages that come meanwhile wait until it is answered.
  private func subscribe(_ message: SocketMessage) throws(SocketRefusal) {
    guard let topics = following(), let connection else { throw .unknownType }
    guard let topic = message.body["topic"]?.string,
      let cursor = message.cursor
    else {
      return send(.refused(.badMessage, message.body["topic"]?.string))
    }
    connection.pause()
    work { await topics.subscribe(topic, from: cursor.place) { connection.resume() } }
  }

  private func unsubscribe(_ message: SocketMessage) throws(SocketRefusal) {
    guard let topics = following() else { throw .unknownType }
    guard let topic = message.body["topic"]?.string, topic.utf8.count <= TopicName.longest else {
      return send(.refused(.badMessage, nil))
    }
    topics.unsubscribe(topic)
  }

  private func work(_ work: @escaping @Sendable () async -> Void) {
    guard let connection else { return }
    Task.immediateDetached(executorPreference: connection.loop) { await work() }
  }
}

extension SocketMessage {
  /// The place that a client resumes from, which may be none; nil for what cannot be one.
  fileprivate var cursor: (place: TopicCursor?, ())? {
    func given(_ name: String) -> JSONValue? { body[name].flatMap { $0.kind == .null ? nil : $0 } }
    let (epoch, offset) = (given("epoch"), given("offset"))
    if epoch == nil, offset == nil { return (nil, ()) }
    guard let epoch = epoch?.string, let offset = offset?.int64,
      let place = TopicCursor(epoch: epoch, offset: offset)
    else { return nil }
    return (place, ())
  }
}

extension Duration {
  fileprivate var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return Int64(clamping: seconds) &* 1_000_000_000 &+ attoseconds / 1_000_000_000
  }
}
