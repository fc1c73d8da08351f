/// A request whose head was read and found well formed.
///
/// A copy costs one retain; the strings are made when they are asked for, so ask once.
public struct HTTPRequest: Sendable {
  /// What does not change over a request's life.
  private enum Start: Sendable {
    case received(RequestHead)
    case made(method: HTTPMethod, target: String)
  }

  private final class Storage: Sendable {
    let start: Start
    let method: HTTPMethod
    let headers: HTTPHeaders
    let body: HTTPRequestBody
    let remoteAddress: String
    let isSecure: Bool

    init(
      start: Start, method: HTTPMethod, headers: HTTPHeaders, body: HTTPRequestBody,
      remoteAddress: String, isSecure: Bool
    ) {
      self.start = start
      self.method = method
      self.headers = headers
      self.body = body
      self.remoteAddress = remoteAddress
      self.isSecure = isSecure
    }
  }

  private let storage: Storage

  /// Makes a request that came over no wire: for tests and for calls within the process.
  /// - Parameter target: in origin form, a path and perhaps a query.
  public init(
    method: HTTPMethod = .get, target: String, headers: HTTPHeaders = HTTPHeaders(),
    body: HTTPRequestBody = .none, remoteAddress: String = "127.0.0.1", isSecure: Bool = false
  ) {
    storage = Storage(
      start: .made(method: method, target: target), method: method, headers: headers, body: body,
      remoteAddress: remoteAddress, isSecure: isSecure)
  }

  init(
    head: RequestHead, method: HTTPMethod, body: HTTPRequestBody, remoteAddress: String,
    isSecure: Bool = false
  ) {
    storage = Storage(
      start: .received(head), method: method, headers: HTTPHeaders(received: head), body: body,
      remoteAddress: remoteAddress, isSecure: isSecure)
  }

  private init(_ storage: Storage) {
    self.storage = storage
  }

  /// The method.
  public var method: HTTPMethod { storage.method }

  /// The request target as it was sent.
  public var target: String {
    switch storage.start {
    case .received(let head): head.text(head.target)
    case .made(_, let target): target
    }
  }

  /// The path: raw, still percent-encoded, never normalised. `/` for an absolute-form target
  /// without one, `*` for `OPTIONS *`.
  public var path: String {
    switch storage.start {
    case .received(let head):
      if head.path.isEmpty { return storage.method == .options ? "*" : "/" }
      return head.text(head.path)
    case .made(_, let target):
      return String(target.prefix { $0 != "?" })
    }
  }

  /// What follows the first `?`, raw; `nil` without one, empty after a bare one.
  public var query: String? {
    switch storage.start {
    case .received(let head):
      return head.query.map(head.text)
    case .made(_, let target):
      return target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) }
    }
  }

  /// Whether the client speaks HTTP/1.0, which knows no change of protocol (RFC 9110, 7.8).
  public var isHTTP10: Bool {
    guard case .received(let head) = storage.start else { return false }
    // Behind the target stands ` HTTP/1.`, and then the digit.
    let place = head.target.upperBound + 8
    return place < head.bytes.count && head.bytes[place] == UInt8(ascii: "0")
  }

  /// The header fields.
  public var headers: HTTPHeaders { storage.headers }

  /// The body, which is read at most once.
  public var body: HTTPRequestBody { storage.body }

  /// The address of the client without its port: of the peer, or, where that is one of the trusted
  /// proxies, of whom the proxy asks for.
  public var remoteAddress: String { storage.remoteAddress }

  /// Whether the client spoke TLS, as a trusted proxy says.
  public var isSecure: Bool { storage.isSecure }

  /// The same request as if it had come from another address.
  public func replacing(remoteAddress: String) -> HTTPRequest {
    HTTPRequest(
      Storage(
        start: storage.start, method: method, headers: headers, body: body,
        remoteAddress: remoteAddress, isSecure: isSecure))
  }

  /// The same request with other header fields.
  public func replacing(headers: HTTPHeaders) -> HTTPRequest {
    HTTPRequest(
      Storage(
        start: storage.start, method: method, headers: headers, body: body,
        remoteAddress: remoteAddress, isSecure: isSecure))
  }

  /// The same request with another body.
  public func replacing(body: HTTPRequestBody) -> HTTPRequest {
    HTTPRequest(
      Storage(
        start: storage.start, method: method, headers: headers, body: body,
        remoteAddress: remoteAddress, isSecure: isSecure))
  }

  /// Hands the bytes of `path` to `body`, making no string.
  public func withPath<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    if case .received(let head) = storage.start, !head.path.isEmpty {
      return try head.bytes.withUnsafeBytes { bytes in
        try body(UnsafeRawBufferPointer(rebasing: bytes[head.path]))
      }
    }
    var path = path
    return try path.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
  }
}
