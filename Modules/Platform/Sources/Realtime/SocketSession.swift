internal import EventLoop
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

  init(hub: SocketHub, endpoint: SocketEndpoint, seat: SocketSeat, admission: AdmittedSession?) {
    self.hub = hub
    self.endpoint = endpoint
    self.seat = seat
    self.admission = admission
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
    guard admission != nil, let connection, connection.isOpen else { return }
    hub.metrics.sent.increment()
    connection.send(text: message)
  }

  private func close(_ code: WebSocketCloseCode, _ reason: String) {
    guard let connection, connection.isOpen else { return }
    hub.metrics.noteClose(code.rawValue)
    connection.close(code, reason)
  }

  // MARK: Messages

  private func answer(_ text: [UInt8]) {
    do throws(SocketRefusal) {
      let message = try SocketMessage(parsing: text)
      switch message.type {
      case "ping": sendHere(Self.pong)
      case "auth": authenticate(message)
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
        outcome = .success(
          try await self.hub.authenticator.admit(bearer: token, at: self.hub.clock.now()))
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
    if isFirst { endpoint.opened(self) }
  }

  /// Whether the session goes on; if not, the socket ends with it.
  private func checkStay() -> Bool {
    guard let admission, admission.current == nil else { return true }
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
      endpoint.opened(self)
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

  /// Releases the connection.
  public func closed(_ connection: WebSocketConnection) {
    self.connection = nil
  }
}

extension Duration {
  fileprivate var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return Int64(clamping: seconds) &* 1_000_000_000 &+ attoseconds / 1_000_000_000
  }
}
