internal import HTTP
public import Kernel

// One declaration a method, and one for handlers without input. What a handler returns is a body,
// or a `Reply` where status or header fields are its own.
extension Route {
  // MARK: `GET`

  /// A `GET`.
  ///
  /// - Parameters:
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does, in half a sentence.
  ///   - status: the status of success; 200, or 204 without a body, unless given.
  ///   - otherStatuses: other statuses with the same body.
  ///   - problems: refusals beyond those that follow from input and permission.
  ///   - handler: what it does.
  public static func get<Input: RequestInput, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Answer
  ) -> Route {
    typed(
      .get, path, permission, summary, options(problems: problems),
      status: status, otherStatuses: otherStatuses, handler)
  }

  /// A `GET` without input.
  public static func get<Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Answer
  ) -> Route {
    typed(
      .get, path, permission, summary, options(problems: problems),
      status: status, otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }

  // MARK: `POST`

  /// A `POST`.
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
  public static func post<Input: RequestInput, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], idempotent: Bool = false, acceptsForm: Bool = false,
    bodyLimit: Int = Route.defaultBodyLimit, problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Answer
  ) -> Route {
    typed(
      .post, path, permission, summary,
      options(idempotent, acceptsForm, bodyLimit: bodyLimit, problems: problems),
      status: status, otherStatuses: otherStatuses, handler)
  }

  /// A `POST` without input.
  public static func post<Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], idempotent: Bool = false, acceptsForm: Bool = false,
    bodyLimit: Int = Route.defaultBodyLimit, problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Answer
  ) -> Route {
    typed(
      .post, path, permission, summary,
      options(idempotent, acceptsForm, bodyLimit: bodyLimit, problems: problems),
      status: status, otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }

  // MARK: `PUT`

  /// A `PUT`.
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
  public static func put<Input: RequestInput, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Answer
  ) -> Route {
    typed(
      .put, path, permission, summary, options(bodyLimit: bodyLimit, problems: problems),
      status: status, otherStatuses: otherStatuses, handler)
  }

  /// A `PUT` without input.
  public static func put<Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Answer
  ) -> Route {
    typed(
      .put, path, permission, summary, options(bodyLimit: bodyLimit, problems: problems),
      status: status, otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }

  // MARK: `PATCH`

  /// A `PATCH`.
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
  public static func patch<Input: RequestInput, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Answer
  ) -> Route {
    typed(
      .patch, path, permission, summary, options(bodyLimit: bodyLimit, problems: problems),
      status: status, otherStatuses: otherStatuses, handler)
  }

  /// A `PATCH` without input.
  public static func patch<Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Answer
  ) -> Route {
    typed(
      .patch, path, permission, summary, options(bodyLimit: bodyLimit, problems: problems),
      status: status, otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }

  // MARK: `DELETE`

  /// A `DELETE`.
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
  public static func delete<Input: RequestInput, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Answer
  ) -> Route {
    typed(
      .delete, path, permission, summary, options(bodyLimit: bodyLimit, problems: problems),
      status: status, otherStatuses: otherStatuses, handler)
  }

  /// A `DELETE` without input.
  public static func delete<Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Answer
  ) -> Route {
    typed(
      .delete, path, permission, summary, options(bodyLimit: bodyLimit, problems: problems),
      status: status, otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }
}
