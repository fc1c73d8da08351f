public import HTTP
public import Kernel

/// One answered request, as it is logged: nothing in it is secret. What nobody asks for is not
/// made.
public struct AccessRecord: Sendable {
  private let context: RequestContext
  /// The answer's status.
  public let status: Int
  /// How long the answer took to make, in microseconds.
  public let microseconds: Int64

  init(_ context: RequestContext, status: Int) {
    self.context = context
    self.status = status
    microseconds = context.elapsedMicroseconds
  }

  /// The request's id.
  public var requestID: String { context.requestID }
  /// The method.
  public var method: String { context.request.method.rawValue }
  /// The path as it came, without what may be secret: its query, and segments that may be a token
  /// or an address, which are shown as `…`.
  public var path: String { Self.discreet(context.request.path) }
  /// The route's pattern; `nil` where none answered.
  public var route: String? { context.routePattern }
  /// Who called.
  public var userID: UserID? { context.principal?.userID }
  /// Where the request came from.
  public var remoteAddress: String { context.remoteAddress }
  /// When the request was taken up.
  public var startedAt: Instant { context.now }
  /// The trace that the request belongs to.
  public var traceparent: String? { context.traceparent }

  /// Writes the request's id to a buffer of at least `longestRequestID` octets, making no string;
  /// answers how many octets it has.
  public func writeRequestID(to text: UnsafeMutableBufferPointer<UInt8>) -> Int {
    context.id.write(to: text)
  }

  /// The longest id of a request, in octets.
  public static var longestRequestID: Int { RequestID.longest }
}

/// Tells a log of every answer.
public struct AccessLog: ResponseFilter {
  private let leavesOut: @Sendable (RequestContext) -> Bool
  private let sink: @Sendable (AccessRecord) -> Void

  /// A log that gets one record an answer.
  ///
  /// - Parameters:
  ///   - leavesOut: whether a request is not logged.
  ///   - sink: takes the records.
  public init(
    leavingOut leavesOut: @escaping @Sendable (RequestContext) -> Bool = { _ in false },
    _ sink: @escaping @Sendable (AccessRecord) -> Void
  ) {
    self.leavesOut = leavesOut
    self.sink = sink
  }

  /// Tells the log how a request went.
  public func finish(_ response: inout HTTPResponse, of context: RequestContext) {
    if leavesOut(context) { return }
    sink(AccessRecord(context, status: response.status))
  }
}

extension AccessRecord {
  /// The longest segment that is shown: an id. Tokens are longer.
  private static let longestSegment = 36

  /// A path without the segments that may be secret: those that are longer than an id, and those
  /// with an `@` or with encoded octets, which may be one.
  static func discreet(_ path: String) -> String {
    var path = path
    if path.withUTF8({ isDiscreet($0) }) { return path }
    return path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { isDiscreet($0) ? String(decoding: $0, as: UTF8.self) : "…" }.joined(separator: "/")
  }

  /// Whether no segment of a path may be secret.
  private static func isDiscreet(_ path: some Sequence<UInt8>) -> Bool {
    var length = 0
    for byte in path {
      switch byte {
      case UInt8(ascii: "/"): length = 0
      case UInt8(ascii: "@"), UInt8(ascii: "%"): return false
      default: length += 1
      }
      if length > longestSegment { return false }
    }
    return true
  }
}
