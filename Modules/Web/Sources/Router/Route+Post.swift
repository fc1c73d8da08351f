internal import HTTP
public import Kernel

extension Route {
  /// A `POST` with its own status or header fields.
  ///
  /// - Parameters:
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does, in half a sentence.
  ///   - status: the status of success; 200, or 204 without a body, unless given.
  ///   - otherStatuses: other statuses with the same body.
  ///   - idempotent: whether it takes an `Idempotency-Key`.
  ///   - acceptsForm: whether a form may stand in for the JSON body.
  ///   - bodyLimit: the largest body in bytes.
  ///   - problems: refusals beyond those that follow from input and permission.
  ///   - handler: what it does.
  public static func post<Input: RequestInput, Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], idempotent: Bool = false, acceptsForm: Bool = false,
    bodyLimit: Int = Route.defaultBodyLimit, problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Reply<Output>
  ) -> Route {
    typed(
      .post, path, permission, summary,
      options(idempotent, acceptsForm, bodyLimit, problems), status: status,
      otherStatuses: otherStatuses, handler)
  }

  /// A `POST` whose handler returns the body alone.
  public static func post<Input: RequestInput, Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], idempotent: Bool = false, acceptsForm: Bool = false,
    bodyLimit: Int = Route.defaultBodyLimit, problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Output
  ) -> Route {
    typed(
      .post, path, permission, summary,
      options(idempotent, acceptsForm, bodyLimit, problems), status: status,
      otherStatuses: otherStatuses
    ) { try await Reply(handler($0, $1)) }
  }

  /// A `POST` without input.
  public static func post<Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], idempotent: Bool = false, acceptsForm: Bool = false,
    bodyLimit: Int = Route.defaultBodyLimit, problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Reply<Output>
  ) -> Route {
    typed(
      .post, path, permission, summary,
      options(idempotent, acceptsForm, bodyLimit, problems), status: status,
      otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }

  /// A `POST` without input, whose handler returns the body alone.
  public static func post<Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], idempotent: Bool = false, acceptsForm: Bool = false,
    bodyLimit: Int = Route.defaultBodyLimit, problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Output
  ) -> Route {
    typed(
      .post, path, permission, summary,
      options(idempotent, acceptsForm, bodyLimit, problems), status: status,
      otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await Reply(handler(context)) }
  }
}
