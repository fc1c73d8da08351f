internal import HTTP
public import Kernel

extension Route {
  /// A `GET` with its own status or header fields.
  ///
  /// - Parameters:
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does, in half a sentence.
  ///   - status: the status of success; 200, or 204 without a body, unless given.
  ///   - otherStatuses: other statuses with the same body.
  ///   - problems: refusals beyond those that follow from input and permission.
  ///   - handler: what it does.
  public static func get<Input: RequestInput, Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Reply<Output>
  ) -> Route {
    typed(
      .get, path, permission, summary,
      options(false, false, Route.defaultBodyLimit, problems), status: status,
      otherStatuses: otherStatuses, handler)
  }

  /// A `GET` whose handler returns the body alone.
  public static func get<Input: RequestInput, Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Output
  ) -> Route {
    typed(
      .get, path, permission, summary,
      options(false, false, Route.defaultBodyLimit, problems), status: status,
      otherStatuses: otherStatuses
    ) { try await Reply(handler($0, $1)) }
  }

  /// A `GET` without input.
  public static func get<Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Reply<Output>
  ) -> Route {
    typed(
      .get, path, permission, summary,
      options(false, false, Route.defaultBodyLimit, problems), status: status,
      otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }

  /// A `GET` without input, whose handler returns the body alone.
  public static func get<Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Output
  ) -> Route {
    typed(
      .get, path, permission, summary,
      options(false, false, Route.defaultBodyLimit, problems), status: status,
      otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await Reply(handler(context)) }
  }
}
