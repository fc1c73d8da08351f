public import HTTP

/// Lets pages of chosen origins call the server (the Fetch standard, 3.2). No origin is allowed
/// unless it is listed.
public struct CORS: ResponseFilter {
  private let origins: Set<String>
  private let maxAgeSeconds: Int

  /// An allow-list of origins: `https://app.example.com`, or `*` for all.
  ///
  /// - Parameters:
  ///   - origins: the allowed ones, compared to the letter; empty allows none.
  ///   - maxAgeSeconds: how long a browser may remember the answer to a preflight.
  public init(origins: [String] = [], maxAgeSeconds: Int = 600) {
    self.origins = Set(origins)
    self.maxAgeSeconds = maxAgeSeconds
  }

  /// Adds what a browser wants to know to the answers for pages of allowed origins.
  public func finish(_ response: inout HTTPResponse, of context: RequestContext) {
    guard !origins.isEmpty else { return }
    // The answer depends on the origin even where it is not allowed: a cache must know.
    response.headers.add("Vary", "Origin")
    // An origin is ASCII (RFC 6454, 6.2), and only ASCII is cheap to look up.
    guard let origin = context.request.headers["Origin"],
      origin.utf8.allSatisfy({ $0 < 0x80 }), origins.contains(origin) || origins.contains("*")
    else { return }
    response.headers.set("Access-Control-Allow-Origin", origin)
    response.headers.set("Access-Control-Expose-Headers", Self.exposed)
    // Pages that are named may be given cookies, which open WebSockets and nothing else here.
    if origins.contains(origin) {
      response.headers.set("Access-Control-Allow-Credentials", "true")
    }
    if context.request.method == .options,
      context.request.headers["Access-Control-Request-Method"] != nil
    {
      allow(context, &response)
    }
  }

  private static let exposed =
    "ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Limit, RateLimit-Policy,"
    + " RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id"

  /// The most octets of field names that are told again; no page asks for so many.
  private static let mostFields = 2_048

  /// Answers a preflight: the path's own methods, and the header fields that are asked for, since
  /// those that routes do not know change nothing.
  private func allow(_ context: RequestContext, _ response: inout HTTPResponse) {
    if let methods = response.headers["Allow"] {
      response.headers.set("Access-Control-Allow-Methods", methods)
    }
    if let fields = context.request.headers["Access-Control-Request-Headers"],
      fields.utf8.count <= Self.mostFields
    {
      response.headers.set("Access-Control-Allow-Headers", fields)
      response.headers.add("Vary", "Access-Control-Request-Headers")
    }
    response.headers.set("Access-Control-Max-Age", String(maxAgeSeconds))
  }
}
