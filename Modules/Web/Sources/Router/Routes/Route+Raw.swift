public import HTTP
public import Kernel

// Routes that write their answer themselves. What the handler is given first follows from the
// permission, as for every route.
extension Route {
  /// A route that writes its answer itself: a file, a page, an upgrade. It reads the body itself
  /// too, from `context.request.body`, unless `collectsBody` has the router do so.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does: an imperative verb and its object.
  ///   - status: the status of success.
  ///   - otherStatuses: other statuses of success; 304 has the router heed `If-None-Match`.
  ///   - mediaTypes: the media types of the answer.
  ///   - collectsBody: whether `context.bodyBytes` holds the body when the handler runs.
  ///   - bodyLimit: the largest body in bytes, where the router reads it.
  ///   - refusals: the errors that the handler throws.
  ///   - problems: kinds of refusals beyond those of `refusals`, and beyond those that follow from
  ///     the permission.
  ///   - handler: what it does.
  public static func raw(
    _ method: HTTPMethod, _ path: String, permission: OpenPermission, summary: String,
    status: Int = 200, otherStatuses: [Int] = [], mediaTypes: [String] = [],
    collectsBody: Bool = false, bodyLimit: Int = Route.openBodyLimit,
    refusals: [any Refusing.Type] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> HTTPResponse
  ) -> Route {
    custom(
      method, path, Permission(permission), summary,
      rawOptions(method, collectsBody, bodyLimit, refusals, problems),
      status: status, otherStatuses: otherStatuses, mediaTypes: mediaTypes, checksQuery: false
    ) { (context, _: NoInput) in try await handler(context) }
  }

  /// The same for those who are signed in.
  public static func raw(
    _ method: HTTPMethod, _ path: String, permission: Permission, summary: String,
    status: Int = 200, otherStatuses: [Int] = [], mediaTypes: [String] = [],
    collectsBody: Bool = false, bodyLimit: Int = Route.defaultBodyLimit,
    refusals: [any Refusing.Type] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (Caller) async throws -> HTTPResponse
  ) -> Route {
    custom(
      method, path, permission, summary,
      rawOptions(method, collectsBody, bodyLimit, refusals, problems),
      status: status, otherStatuses: otherStatuses, mediaTypes: mediaTypes, checksQuery: false
    ) { (context, _: NoInput) in try await handler(Caller(context)) }
  }

  /// A route for those who are signed in, with a typed input, whose answer is not JSON, or not
  /// always: an export, an image.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does: an imperative verb and its object.
  ///   - status: the status of success.
  ///   - mediaTypes: the media types of the answer.
  ///   - bodyLimit: the largest body in bytes.
  ///   - refusals: the errors that the handler throws.
  ///   - problems: kinds of refusals beyond those of `refusals`, and beyond those that follow from
  ///     input and permission.
  ///   - handler: what it does.
  public static func raw<Input: RequestInput>(
    _ method: HTTPMethod, _ path: String, permission: Permission, summary: String,
    status: Int = 200, mediaTypes: [String], bodyLimit: Int = Route.defaultBodyLimit,
    refusals: [any Refusing.Type] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (Caller, Input) async throws -> HTTPResponse
  ) -> Route {
    custom(
      method, path, permission, summary, options(false, false, bodyLimit, refusals, problems),
      status: status, mediaTypes: mediaTypes, checksQuery: true
    ) { (context, input: Input) in try await handler(Caller(context), input) }
  }

  private static func rawOptions(
    _ method: HTTPMethod, _ collectsBody: Bool, _ bodyLimit: Int, _ refusals: [any Refusing.Type],
    _ problems: [ProblemKind]
  ) -> Options {
    var options = options(false, false, bodyLimit, refusals, problems)
    options.readsRawBody = collectsBody
    options.leavesBody = !collectsBody && method != .get
    return options
  }
}
