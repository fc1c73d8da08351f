public import WebSocket

// Atrium's own codes are 4000 and those of HTTP's refusals plus 4000.
extension WebSocketCloseCode {
  /// 4401: the socket is not authenticated, or its session has ended.
  public static let unauthorized = WebSocketCloseCode(rawValue: 4401)
  /// 4408: more waits for the client than it reads; it resumes where it was.
  public static let tooSlow = WebSocketCloseCode(rawValue: 4408)
  /// 4429: the user has reached the limit of sockets.
  public static let tooManySockets = WebSocketCloseCode(rawValue: 4429)
  /// 4503: the token cannot be checked now; try again.
  public static let unavailable = WebSocketCloseCode(rawValue: 4503)
}
