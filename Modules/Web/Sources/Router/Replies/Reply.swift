public import HTTP
internal import Kernel

/// What a handler may return: a body alone, or a `Reply` with its own status or header fields.
public protocol RouteAnswer: Sendable {
  /// What is written.
  associatedtype AnswerBody: ResponseBody
  /// The answer.
  var reply: Reply<AnswerBody> { get }
}

extension ResponseBody {
  /// The body with the status that the route declares.
  public var reply: Reply<Self> { Reply(self) }
}

/// An answer that succeeded: a status, header fields and a body.
public struct Reply<Body: ResponseBody>: RouteAnswer {
  /// What is sent.
  enum Content: Sendable {
    case value(Body)
    /// Bytes that were sent once already, with their media type.
    case stored([UInt8], contentType: String?)
  }

  /// The status; `nil` takes the one that the route declares.
  public private(set) var status: Int?
  /// The header fields beyond those that every answer has.
  public private(set) var headers: HTTPHeaders
  var content: Content
  /// Where the new resource is, below the route's mount.
  private var place: String?

  /// Itself.
  public var reply: Reply { self }

  /// An answer with a body.
  ///
  /// - Parameters:
  ///   - body: what is written.
  ///   - status: the status, where it is not the one that the route declares.
  public init(_ body: Body, status: Int? = nil) {
    self.content = .value(body)
    self.status = status
    self.headers = HTTPHeaders()
  }

  /// The same answer, marked as one that an earlier request under the same idempotency key had.
  public func replayed(if isReplay: Bool) -> Reply {
    isReplay ? header("Idempotency-Replayed", "true") : self
  }

  /// An answer made of bytes that were encoded already.
  ///
  /// - Parameters:
  ///   - body: the bytes; they must be what the route's shape would have written.
  ///   - status: the status.
  ///   - contentType: their media type.
  public static func encoded(
    _ body: [UInt8], status: Int, contentType: String = "application/json"
  ) -> Reply {
    Reply(stored: body, contentType: body.isEmpty ? nil : contentType, status: status)
  }

  private init(stored: [UInt8], contentType: String?, status: Int) {
    self.content = .stored(stored, contentType: contentType)
    self.status = status
    self.headers = HTTPHeaders()
  }

  /// 200 with a body.
  public static func ok(_ body: Body) -> Reply { Reply(body, status: 200) }

  /// 201 with the new resource and where it is.
  ///
  /// - Parameters:
  ///   - body: the resource.
  ///   - place: its path as a route of the same context would give it: `/wallet/transactions/7` is
  ///     `/api/ajo/wallet/transactions/7` where the route is mounted at `/api/ajo`.
  public static func created(_ body: Body, at place: String) -> Reply {
    var reply = Reply(body, status: 201)
    reply.place = place
    return reply
  }

  /// 201 with the new resource and where it is, whatever the mount.
  public static func created(_ body: Body, location: String) -> Reply {
    Reply(body, status: 201).header("Location", location)
  }

  /// 202: it will be done later.
  public static func accepted(_ body: Body) -> Reply { Reply(body, status: 202) }

  /// The same answer with another status.
  public func status(_ status: Int) -> Reply {
    var copy = self
    copy.status = status
    return copy
  }

  /// The same answer with one more header field.
  public func header(_ name: String, _ value: String) -> Reply {
    var copy = self
    copy.headers.add(name, value)
    return copy
  }

  /// The same answer, kept by no cache: for whatever carries a token or a secret.
  public func noStore() -> Reply {
    var copy = self
    copy.headers.set("Cache-Control", "no-store")
    return copy
  }

  /// The same answer with the version of the resource it shows.
  public func etag(_ tag: ETag) -> Reply {
    var copy = self
    copy.headers.set("ETag", tag.description)
    return copy
  }
}

extension Reply where Body == NoContent {
  /// 204.
  public static var noContent: Reply { Reply(NoContent(), status: 204) }
  /// 202 without a body.
  public static var accepted: Reply { Reply(NoContent(), status: 202) }
}

extension Reply {
  /// The answer as it is sent.
  ///
  /// - Parameters:
  ///   - declared: the status that the route declares.
  ///   - shape: that of the body.
  ///   - mount: where the route is mounted.
  func response(status declared: Int, shape: Shape<Body>, mount: String) -> HTTPResponse {
    let bytes: [UInt8]
    let contentType: String?
    switch content {
    case .value(let body):
      bytes = shape.encode(body)
      contentType = shape.isEmpty ? nil : "application/json"
    case .stored(let stored, let type): (bytes, contentType) = (stored, type)
    }
    var response = HTTPResponse(status: status ?? declared, headers: headers)
    if let place { response.headers.add("Location", mount + place) }
    if let contentType {
      response.headers.add("Content-Type", contentType)
      response.body = .bytes(bytes)
    }
    return response
  }
}
