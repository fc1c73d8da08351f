internal import HTTP
internal import Kernel

/// The innermost part of the router: what happens to a request once the middleware let it in.
struct RouteEndpoint: Sendable {
  let table: RouteTable
  let authenticator: (any Authenticator)?
  let settings: RouterSettings

  /// Finds the route, and the caller where that takes no waiting, so that the middleware knows
  /// both. It refuses nothing yet.
  ///
  /// - Returns: the token whose caller is to be found by waiting: `authenticate` goes on with it.
  func prepare(_ context: RequestContext) -> String? {
    context.resolution = table.resolve(context.request)
    guard case .endpoint(let index, _) = context.resolution else { return nil }
    let endpoint = table.endpoints[index]
    context.endpoint = endpoint
    return unknownToken(context, needsPrincipal: endpoint.needsPrincipal)
  }

  /// Answers, whatever happens.
  func answer(_ context: RequestContext) async -> HTTPResponse {
    do {
      switch context.resolution {
      case .endpoint(let index, let parameters):
        return try await run(table.endpoints[index], parameters, context)
      case .capabilities(let allow):
        var response = HTTPResponse(status: 204, headers: HTTPHeaders())
        response.headers.add("Allow", allow)
        return response
      case .otherMethods(let allow):
        throw Problem(
          .methodNotAllowed, detail: "This path answers \(allow).", headers: [("Allow", allow)])
      case .notFound: throw Problem(.notFound, detail: "There is no such path.")
      case .malformedPath:
        throw Problem(.badRequest, detail: "The path is not well-formed percent-encoded UTF-8.")
      }
    } catch {
      if let replay = error as? Replay, let response = HTTPResponse(replay, to: context) {
        return response
      }
      return ProblemResponse.make(problem(for: error, context), requestID: context.requestID)
    }
  }

  private func run(
    _ endpoint: RouteTable.Endpoint, _ parameters: [PathParameter], _ context: RequestContext
  ) async throws -> HTTPResponse {
    if let failure = context.authenticationFailure { throw failure }
    try endpoint.route.permission.check(context.principal)
    var source = RequestSource(
      parameters: parameters, headers: context.request.headers, now: context.now)
    if let query = context.request.query, !query.isEmpty, endpoint.readsQuery {
      try FieldCount.check(query.utf8, of: "query", "The query")
      if let items = PercentDecoding.items(query.utf8) {
        source.query = items
      } else {
        try source.read(malformedQuery: query, of: endpoint.route)
      }
    }
    if endpoint.takesBody {
      (context.bodyBytes, source.body) = try await RequestBody.read(
        context.request, for: endpoint.route)
    } else if endpoint.dropsBody, context.request.body.declaredLength != 0 {
      try await RequestBody.drop(
        context.request.body, limit: endpoint.route.options.bodyLimit)
    }
    if endpoint.route.options.isIdempotent {
      context.idempotency = try idempotencyKey(context, source, &source.errors)
      if context.idempotency != nil { context.onceReceipt = OnceReceipt() }
    }
    let isLong = endpoint.isLong
    if isLong { try await settings.longAnswers.enter(context.asker) }
    defer { if isLong { settings.longAnswers.leave() } }
    let response = try await endpoint.route.run(context, source)
    endpoint.note(response)
    if let receipt = context.onceReceipt, !receipt.isNoted {
      settings.onFailure(AnswerNotKept(route: endpoint.route.path), context)
    }
    return endpoint.isConditional ? response.unlessKnown(to: context.request) : response
  }

  /// Turns whatever a handler throws into what the caller may know of it.
  private func problem(for error: any Error, _ context: RequestContext) -> Problem {
    if let told = context.problem(of: error) {
      report(told, context)
      return told
    }
    switch error {
    case let error as BodyError: return RequestBody.problem(for: error)
    case let error as any Unavailability:
      settings.onFailure(error, context)
      guard error.isOutcomeKnown else { return Self.unknownOutcome(context) }
      return Problem(
        .unavailable, detail: "This is not available at the moment. Try again soon.",
        retryAfterSeconds: error.retryAfterSeconds)
    default:
      settings.onFailure(error, context)
      return Problem(
        .internalError,
        detail: "Something went wrong on our side. Give the request_id when you report it.")
    }
  }

  /// Reports a refusal that the route does not declare, and so does not document.
  private func report(_ problem: Problem, _ context: RequestContext) {
    guard let endpoint = context.endpoint, problem.kind != .internalError,
      !endpoint.problems.contains(problem.kind)
    else { return }
    settings.onUndeclared(UndeclaredProblem(kind: problem.kind, route: endpoint.route), context)
  }

  /// What to say of a change that may have been made. With a key, sending it again finds out.
  /// Without one it might be made twice, so nobody is asked to.
  private static func unknownOutcome(_ context: RequestContext) -> Problem {
    guard context.idempotency == nil else {
      return Problem(
        .unavailable,
        detail: "It is not known yet what became of this. Send it again with the same key.",
        retryAfterSeconds: 1)
    }
    return Problem(
      .outcomeUnknown,
      detail: "This may have been done. Look whether it was before you send it again.")
  }
}

extension RequestContext {
  /// Who takes turns with others.
  fileprivate var asker: Turns.Asker { principal.map { .user($0.userID) } ?? .network(network) }

  /// The problem that an error is, or answers with, on the route of this request; nil for what is
  /// no refusal.
  func problem(of error: any Error) -> Problem? {
    for replace in endpoint?.route.replacements ?? [] {
      if let problem = replace(error) { return problem }
    }
    return switch error {
    case let problem as Problem: problem
    case let errors as ValidationErrors: Problem(errors)
    case let refusal as any Refusing: refusal.problem
    default: nil
    }
  }
}
