public import HTTP

/// A layer between the server and the routes: a `Gate`, a `Finisher`, or both.
public protocol Middleware: Sendable {}

/// Looks at requests before their routes do. Gates are asked from the outermost to the innermost.
///
/// Asking is a plain call, so that what waits for nothing costs no suspension; only a gate that
/// has to ask elsewhere answers `.wait`.
public protocol Gate: Middleware {
  /// Whether a request may go on to its route.
  func admit(_ context: RequestContext) -> Admission
}

/// What a gate decides about a request.
public enum Admission: Sendable {
  /// It goes on.
  case pass
  /// It is answered here.
  case answer(HTTPResponse)
  /// It is decided elsewhere; `nil` lets it go on.
  case wait(@Sendable () async -> HTTPResponse?)
}

/// Adds to answers, or takes note of them. Every finisher sees every answer, that of a gate too,
/// from the innermost to the outermost.
public protocol Finisher: Middleware {
  /// Adds to an answer, or takes note of it.
  func finish(_ response: inout HTTPResponse, of context: RequestContext)
}
