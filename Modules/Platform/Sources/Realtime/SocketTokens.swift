internal import HTTP
internal import Kernel
internal import Router
internal import WebSocket

extension SocketHub {
  /// The token that came with the request, in the field for it or among the subprotocols: pages
  /// cannot set the field.
  static func token(
    _ request: HTTPRequest, _ handshake: WebSocketHandshake
  ) throws(Problem) -> String? {
    let fields = request.headers.values("Authorization")
    let offered = handshake.subprotocols.filter { $0.hasPrefix(tokenPrefix) }
    guard fields.count < 2, offered.count < 2 else {
      throw Problem(.badRequest, detail: "An access token was given more than once.")
    }
    if !fields.isEmpty {
      guard let token = BearerToken.of(request.headers) else {
        throw Problem(
          .unauthorized, detail: "The access token is to be sent as a bearer token.")
      }
      return token
    }
    return offered.first.map { String($0.dropFirst(tokenPrefix.count)) }
  }

  /// The token that a browser carries in its cookie.
  ///
  /// Browsers send cookies along whoever asks them to connect, so that the page has to say where
  /// it is from, and be of the server itself or of an origin that is named: all origins together
  /// are not. A cookie that came twice may be a neighbouring host's.
  func cookie(_ request: HTTPRequest, _ handshake: WebSocketHandshake) throws(Problem) -> String? {
    guard let name = authenticator.cookieName, let found = Self.cookies(name, of: request.headers)
    else {
      return nil
    }
    guard let origin = handshake.origin, isNamed(origin, request) else {
      throw Problem(
        .foreignOrigin, detail: "A cookie opens sockets of the server's own pages alone.")
    }
    guard found.count == 1 else {
      throw Problem(.unauthorized, detail: "The cookie is malformed, or came more than once.")
    }
    return found[0].value
  }

  /// The cookies of a name; nil where there is none, and none of the field is malformed and may
  /// have had one.
  private static func cookies(
    _ name: String, of headers: HTTPHeaders
  ) -> [RequestCookies.Pair]? {
    guard let cookies = RequestCookies(headers) else {
      return RequestCookies.mayName(name, in: headers) ? [] : nil
    }
    let found = cookies.pairs.filter { $0.name == name }
    return found.isEmpty ? nil : found
  }
}
