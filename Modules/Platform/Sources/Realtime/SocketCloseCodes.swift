public import WebSocket

// The product's own codes are those of HTTP's refusals, and 4000.
extension WebSocketCloseCode {
  /// 4401: nobody is signed in here, or not any more.
  public static let unauthorized = WebSocketCloseCode(rawValue: 4401)
  /// 4429: the user has as many sockets as they may.
  public static let tooManySockets = WebSocketCloseCode(rawValue: 4429)
  /// 4503: it cannot be found out now who it is; try again.
  public static let unavailable = WebSocketCloseCode(rawValue: 4503)
}
