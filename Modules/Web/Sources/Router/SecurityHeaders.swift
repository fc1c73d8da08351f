public import HTTP

/// Adds the header fields that keep a browser from misreading an answer.
public struct SecurityHeaders: Finisher {
  /// The fields that are added where an answer does not have them.
  public let fields: HeaderLines

  /// The usual fields.
  ///
  /// - Parameter isBehindTLS: whether browsers may be told to come by HTTPS alone from now on.
  public init(isBehindTLS: Bool = false) {
    var fields = [
      ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
      ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    if isBehindTLS { fields.append(("Strict-Transport-Security", "max-age=31536000")) }
    fields.append(("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))
    self.fields = HeaderLines(fields.map { (name: $0.0, value: $0.1) })
  }

  /// Adds each field that the answer does not have.
  public func finish(_ response: inout HTTPResponse, of context: RequestContext) {
    response.headers.addMissing(fields)
  }
}
