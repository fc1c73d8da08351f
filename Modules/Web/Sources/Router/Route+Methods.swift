internal import HTTP
public import Kernel

// One declaration for each set of parameters, and one for handlers without input. What a handler
// returns is a body, or a `Reply` where status or header fields are its own.
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

  // MARK: `PUT`, `PATCH`, `DELETE`

  /// A `PUT`: `.put("/profile", permission: …, summary: "…", handler)`.
  public static var put: ChangingMethod { ChangingMethod(method: .put) }

  /// A `PATCH`: `.patch("/profile", permission: …, summary: "…", handler)`.
  public static var patch: ChangingMethod { ChangingMethod(method: .patch) }

  /// A `DELETE`: `.delete("/profile", permission: …, summary: "…", handler)`.
  public static var delete: ChangingMethod { ChangingMethod(method: .delete) }
}

/// A method that changes what is there, and is called as a function to declare a route: what it
/// takes is the same for each.
public struct ChangingMethod: Sendable {
  let method: HTTPMethod

  /// A route of this method.
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
  public func callAsFunction<Input: RequestInput, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Answer
  ) -> Route {
    Route.typed(
      method, path, permission, summary, Route.options(bodyLimit: bodyLimit, problems: problems),
      status: status, otherStatuses: otherStatuses, handler)
  }

  /// A route of this method without input.
  public func callAsFunction<Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Answer
  ) -> Route {
    Route.typed(
      method, path, permission, summary, Route.options(bodyLimit: bodyLimit, problems: problems),
      status: status, otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }
}
