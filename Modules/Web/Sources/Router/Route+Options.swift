public import HTTP
public import Kernel

extension Route {
  static func options(
    _ idempotent: Bool = false, _ acceptsForm: Bool = false,
    bodyLimit: Int = Route.defaultBodyLimit, problems: [ProblemKind]
  ) -> Options {
    var options = Options()
    options.isIdempotent = idempotent
    options.acceptsForm = acceptsForm
    options.bodyLimit = bodyLimit
    options.problems = problems
    return options
  }

  /// A route that writes its answer itself: a file, a page, an upgrade. It reads the body itself
  /// too, from `context.request.body`, unless `collectsBody` has the router do so.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does, in half a sentence.
  ///   - status: the status of success.
  ///   - otherStatuses: other statuses of success; 304 has the router heed `If-None-Match`.
  ///   - mediaTypes: the media types of the answer.
  ///   - collectsBody: whether `context.bodyBytes` holds the body when the handler runs.
  ///   - bodyLimit: the largest body in bytes, where the router reads it.
  ///   - problems: refusals beyond those that follow from the permission.
  ///   - handler: what it does.
  public static func raw(
    _ method: HTTPMethod, _ path: String, permission: Permission, summary: String,
    status: Int = 200, otherStatuses: [Int] = [], mediaTypes: [String] = [],
    collectsBody: Bool = false, bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> HTTPResponse
  ) -> Route {
    var options = options(bodyLimit: bodyLimit, problems: problems)
    options.readsRawBody = collectsBody
    options.leavesBody = !collectsBody && method != .get
    return custom(
      method, path, permission, summary, options, status: status, otherStatuses: otherStatuses,
      mediaTypes: mediaTypes, checksQuery: false
    ) { (context, _: NoInput) in try await handler(context) }
  }

  /// A route with a typed input whose answer is not JSON, or not always: an export, an image.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does, in half a sentence.
  ///   - status: the status of success.
  ///   - mediaTypes: the media types of the answer.
  ///   - bodyLimit: the largest body in bytes.
  ///   - problems: refusals beyond those that follow from input and permission.
  ///   - handler: what it does.
  public static func raw<Input: RequestInput>(
    _ method: HTTPMethod, _ path: String, permission: Permission, summary: String,
    status: Int = 200, mediaTypes: [String], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> HTTPResponse
  ) -> Route {
    custom(
      method, path, permission, summary, options(bodyLimit: bodyLimit, problems: problems),
      status: status, mediaTypes: mediaTypes, checksQuery: true, handler)
  }
}
