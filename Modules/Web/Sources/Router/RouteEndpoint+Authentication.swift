internal import HTTP
internal import Kernel

extension RouteEndpoint {
  /// Notes who is calling, or why the token is refused.
  ///
  /// On a public route a token is looked at too, since the answer may depend on the caller, but
  /// a bad one is no reason to refuse: somebody with an expired token must be able to sign in.
  func authenticate(_ context: RequestContext, needsPrincipal: Bool) async {
    let fields = context.request.headers.values("Authorization")
    guard let first = fields.first else { return }
    do {
      guard fields.count == 1 else {
        throw Problem(.badRequest, detail: "Authorization was given more than once.")
      }
      guard let token = Self.bearerToken(first), let authenticator else {
        throw Problem(.unauthorized, detail: "The access token is to be sent as a bearer token.")
      }
      context.principal = try await authenticator.principal(
        bearer: token, from: context.remoteAddress, at: context.now)
    } catch {
      guard needsPrincipal else { return }
      context.authenticationFailure = failure(error, context)
    }
  }

  private func failure(_ error: any Error, _ context: RequestContext) -> Problem {
    if let problem = error as? Problem {
      guard problem.kind.status == 401 else { return problem }
      // RFC 6750, 3.1: a token came, and it is the token that is wrong.
      let challenge = ("WWW-Authenticate", "Bearer error=\"invalid_token\"")
      return Problem(
        problem.kind, detail: problem.detail, fields: problem.fields,
        retryAfterSeconds: problem.retryAfterSeconds,
        headers: problem.headers.isEmpty ? [challenge] : problem.headers)
    }
    settings.onFailure(error, context)
    if let unavailable = error as? any Unavailability {
      return Problem(.unavailable, retryAfterSeconds: unavailable.retryAfterSeconds)
    }
    return Problem(.internalError)
  }

  /// The token out of `Bearer <token>` (RFC 6750, 2.1); the scheme in either case.
  static func bearerToken(_ field: String) -> String? {
    var field = field
    return field.withUTF8 { bytes in
      // The longest loop over a usual request's fields: on plain bytes it is a short one.
      guard let space = bytes.firstIndex(of: UInt8(ascii: " ")),
        String(decoding: bytes[..<space], as: UTF8.self).isWord("bearer"),
        let start = bytes[space...].firstIndex(where: { $0 != UInt8(ascii: " ") })
      else { return nil }
      let token = UnsafeBufferPointer(rebasing: bytes[start...])
      guard token.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
      return String(decoding: token, as: UTF8.self)
    }
  }
}
