public import HTTP
public import Kernel

// Handlers that take the request where they could have a caller: until all are rewritten.
extension RouteMethod {
  /// As for a caller.
  @_disfavoredOverload
  public func callAsFunction<Input: RequestInput, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], idempotent: Bool = false, acceptsForm: Bool = false,
    bodyLimit: Int = Route.defaultBodyLimit, problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Answer
  ) -> Route {
    Route.typed(
      method, path, permission, summary,
      Route.options(idempotent, acceptsForm, bodyLimit, [], problems),
      status: status, otherStatuses: otherStatuses, handler)
  }

  /// As for a caller.
  @_disfavoredOverload
  public func callAsFunction<Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], idempotent: Bool = false,
    bodyLimit: Int = Route.defaultBodyLimit, problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Answer
  ) -> Route {
    Route.typed(
      method, path, permission, summary,
      Route.options(idempotent, false, bodyLimit, [], problems),
      status: status, otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }
}

extension Route {
  /// As for a caller.
  @_disfavoredOverload
  public static func raw<Input: RequestInput>(
    _ method: HTTPMethod, _ path: String, permission: Permission, summary: String,
    status: Int = 200, mediaTypes: [String], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> HTTPResponse
  ) -> Route {
    custom(
      method, path, permission, summary, options(false, false, bodyLimit, [], problems),
      status: status, mediaTypes: mediaTypes, checksQuery: true, handler)
  }
}
