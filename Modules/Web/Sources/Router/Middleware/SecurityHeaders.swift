public import HTTP

/// Adds the header fields that keep a browser from misreading an answer.
public struct SecurityHeaders: ResponseFilter {
  /// The fields that are added where an answer does not have them.
  public let fields: HeaderLines
  /// The same for clients that spoke TLS, as a trusted proxy says.
  private let secureFields: HeaderLines

  /// The usual fields.
  ///
  /// - Parameter isBehindTLS: whether all browsers may be told to come by HTTPS alone from now on,
  ///   and not only those whose proxy says that they did.
  public init(isBehindTLS: Bool = false) {
    fields = HeaderLines(Self.fields(isSecure: isBehindTLS))
    secureFields = HeaderLines(Self.fields(isSecure: true))
  }

  private static func fields(isSecure: Bool) -> [(name: String, value: String)] {
    var fields = [
      (name: "X-Content-Type-Options", value: "nosniff"), (name: "X-Frame-Options", value: "DENY"),
      (name: "Referrer-Policy", value: "no-referrer"),
      (name: "Cross-Origin-Resource-Policy", value: "same-origin"),
    ]
    if isSecure { fields.append((name: "Strict-Transport-Security", value: "max-age=31536000")) }
    let policy = "default-src 'none'; frame-ancestors 'none'"
    fields.append((name: "Content-Security-Policy", value: policy))
    return fields
  }

  /// Adds each field that the answer does not have.
  public func finish(_ response: inout HTTPResponse, of context: RequestContext) {
    response.headers.addMissing(context.request.isSecure ? secureFields : fields)
  }
}
