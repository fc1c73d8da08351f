public import HTTP

/// A layer between the server and the routes: a `RequestFilter`, a `ResponseFilter`, or both.
public protocol Middleware: Sendable {}

/// Looks at requests before their routes do. Filters are asked from the outermost to the innermost.
///
/// Asking is a plain call, so that what waits for nothing costs no suspension; only a filter that
/// has to ask elsewhere answers `.wait`.
public protocol RequestFilter: Middleware {
  /// Whether a request may go on to its route.
  func admit(_ context: RequestContext) -> Admission
}

/// What a filter decides about a request.
public enum Admission: Sendable {
  /// It goes on.
  case pass
  /// It is answered here.
  case answer(HTTPResponse)
  /// It is decided elsewhere; `nil` lets it go on.
  case wait(@Sendable () async -> HTTPResponse?)
}

/// Adds to answers, or takes note of them. Every response filter sees every answer, a request
/// filter's too, from the innermost to the outermost.
public protocol ResponseFilter: Middleware {
  /// Adds to an answer, or takes note of it.
  func finish(_ response: inout HTTPResponse, of context: RequestContext)
}
