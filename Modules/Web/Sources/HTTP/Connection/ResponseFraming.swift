/// What follows a response head on the wire (RFC 9112, 6).
enum ResponseFraming {
  /// Nothing, and no length either: 204, 304, and HEAD where the length is unknown.
  case none
  case length(Int)
  case chunked
  /// The end of the connection, for HTTP/1.0.
  case untilClose

  init(_ response: HTTPResponse, isHead: Bool, isHTTP10: Bool) {
    if HTTPStatus(rawValue: response.status).forbidsBody {
      self = .none
      return
    }
    switch response.body {
    case .bytes(let bytes):
      self = .length(bytes.count)
    case .none:
      // To HEAD a handler may tell the length of what it did not make.
      self = .length(isHead ? Self.declaredLength(response) ?? 0 : 0)
    case .stream:
      if let length = Self.declaredLength(response) {
        self = .length(length)
      } else if isHTTP10 {
        self = isHead ? .none : .untilClose
      } else {
        self = .chunked
      }
    }
  }

  /// Whether the body's octets are sent.
  func hasBody(method: HTTPMethod, status: Int) -> Bool {
    method != .head && !HTTPStatus(rawValue: status).forbidsBody
  }

  private static func declaredLength(_ response: HTTPResponse) -> Int? {
    guard let text = response.headers["content-length"],
      !text.isEmpty, text.utf8.allSatisfy(Characters.isDigit)
    else { return nil }
    return Int(text)
  }
}
