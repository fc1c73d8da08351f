/// Answers requests. `respond` runs in a task of its own on the loop of the connection.
public protocol HTTPHandler: Sendable {
  /// The answer to a well-formed request.
  func respond(to request: HTTPRequest) async -> HTTPResponse

  /// The answer to something that is not a request, or not one to serve: called on the loop, with
  /// no request to speak of. The status stays `failure.status` and the connection closes.
  ///
  /// - Parameter headers: the fields of the head that could be read, so that the answer can be
  ///   traced. Nothing else may be concluded from them.
  func refuse(_ failure: HTTPFailure, headers: HTTPHeaders) -> HTTPResponse
}

extension HTTPHandler {
  /// An answer of the status alone.
  public func refuse(_ failure: HTTPFailure, headers: HTTPHeaders) -> HTTPResponse {
    HTTPResponse(status: failure.status)
  }
}

/// Something that takes requests from a network and gives them to a handler.
public protocol HTTPTransport: Sendable {
  /// Listens.
  /// - Throws: `SystemCallError` when the address cannot be had.
  func start() throws -> ListeningAddress

  /// Lets requests under way finish and returns when every connection is gone.
  func drain() async
}

/// Where a server listens.
public struct ListeningAddress: Hashable, Sendable, CustomStringConvertible {
  /// The address, numeric.
  public let host: String
  /// The port; the real one where 0 was asked for.
  public let port: Int

  /// Names an address.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// `host:port`, an IPv6 address in brackets.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
