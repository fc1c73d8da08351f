internal import HTTP
public import Kernel

extension Route {
  /// A `PATCH` with its own status or header fields.
  ///
  /// - Parameters:
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does, in half a sentence.
  ///   - status: the status of success; 200, or 204 without a body, unless given.
  ///   - otherStatuses: other statuses with the same body.
  ///   - bodyLimit: the largest body in bytes.
  ///   - problems: refusals beyond those that follow from input and permission.
  ///   - handler: what it does.
  public static func patch<Input: RequestInput, Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Reply<Output>
  ) -> Route {
    typed(
      .patch, path, permission, summary,
      options(false, false, bodyLimit, problems), status: status,
      otherStatuses: otherStatuses, handler)
  }

  /// A `PATCH` whose handler returns the body alone.
  public static func patch<Input: RequestInput, Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Output
  ) -> Route {
    typed(
      .patch, path, permission, summary,
      options(false, false, bodyLimit, problems), status: status,
      otherStatuses: otherStatuses
    ) { try await Reply(handler($0, $1)) }
  }

  /// A `PATCH` without input.
  public static func patch<Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Reply<Output>
  ) -> Route {
    typed(
      .patch, path, permission, summary,
      options(false, false, bodyLimit, problems), status: status,
      otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }

  /// A `PATCH` without input, whose handler returns the body alone.
  public static func patch<Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Output
  ) -> Route {
    typed(
      .patch, path, permission, summary,
      options(false, false, bodyLimit, problems), status: status,
      otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await Reply(handler(context)) }
  }
}
