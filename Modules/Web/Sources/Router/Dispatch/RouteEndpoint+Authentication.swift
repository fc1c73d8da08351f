internal import HTTP
internal import Kernel

extension RouteEndpoint {
  /// Notes who is calling, as far as that is known at once, or why the field is refused.
  ///
  /// On a public route a token is looked at too, since the answer may depend on the caller, but
  /// a bad one is no reason to refuse: somebody with an expired token must be able to sign in.
  ///
  /// - Returns: a token whose caller is not known at once.
  func unknownToken(_ context: RequestContext, needsPrincipal: Bool) -> String? {
    do {
      guard let token = try Self.token(of: context.request.headers) else { return nil }
      context.principal = authenticator?.knownPrincipal(bearer: token, at: context.now)
      return context.principal == nil ? token : nil
    } catch {
      if needsPrincipal { context.authenticationFailure = failure(error, context) }
      return nil
    }
  }

  /// Notes who is behind a token, or why it is refused, by the same rule.
  func authenticate(_ context: RequestContext, _ token: String) async {
    do {
      guard let authenticator else { throw Self.notABearer }
      context.principal = try await authenticator.principal(
        bearer: token, from: context.network, at: context.now)
    } catch {
      guard case .endpoint(let index, _) = context.resolution, table.endpoints[index].needsPrincipal
      else { return }
      context.authenticationFailure = failure(error, context)
    }
  }

  private static var notABearer: Problem {
    Problem(.unauthorized, detail: "The access token is to be sent as a bearer token.")
  }

  /// The token that a request brings; nil where it brings none.
  private static func token(of headers: HTTPHeaders) throws(Problem) -> String? {
    switch headers.count(of: "Authorization") {
    case 0: return nil
    case 1:
      guard let token = headers.withValue("Authorization", BearerToken.read) ?? nil else {
        throw notABearer
      }
      return token
    default:
      throw Problem(.badRequest, detail: "Authorization was given more than once.")
    }
  }

  private func failure(_ error: any Error, _ context: RequestContext) -> Problem {
    if let problem = error as? Problem ?? (error as? any Refusing)?.problem {
      guard problem.kind.status == 401 else { return problem }
      // RFC 6750, 3.1: a token came, and it is the token that is wrong.
      let challenge = ("WWW-Authenticate", "Bearer error=\"invalid_token\"")
      return Problem(
        problem.kind, detail: problem.detail, fields: problem.fields,
        retryAfterSeconds: problem.retryAfterSeconds,
        headers: problem.headers.isEmpty ? [challenge] : problem.headers, members: problem.members,
        lists: problem.lists)
    }
    settings.onFailure(error, context)
    if let unavailable = error as? any Unavailability {
      return Problem(.unavailable, retryAfterSeconds: unavailable.retryAfterSeconds)
    }
    return Problem(.internalError)
  }
}
