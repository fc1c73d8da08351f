internal import HTTP
public import Kernel

extension Route {
  /// A `GET`: `.get("/wallet", permission: .readOwnWallet, summary: "Show your wallet") { … }`.
  public static var get: RouteMethod { RouteMethod(method: .get) }
  /// A `POST`, declared as a `GET` is.
  public static var post: RouteMethod { RouteMethod(method: .post) }
  /// A `PUT`, declared as a `GET` is.
  public static var put: RouteMethod { RouteMethod(method: .put) }
  /// A `PATCH`, declared as a `GET` is.
  public static var patch: RouteMethod { RouteMethod(method: .patch) }
  /// A `DELETE`, declared as a `GET` is.
  public static var delete: RouteMethod { RouteMethod(method: .delete) }
}

/// A method, called as a function to declare a route.
///
/// What a route asks of its callers decides what its handler is given first: a `Caller` where the
/// permission asks for somebody, the `RequestContext` where anybody may call. Then comes the input,
/// if the route takes one. A handler returns a body, or a `Reply` where status or header fields are
/// its own, and throws what refuses the request.
///
/// ```swift
/// .post(
///   "/circles/{id}/contributions", permission: .contribute, summary: "Pay a contribution",
///   status: 201, refusals: [ContributionRefusal.self]
/// ) { (caller, input: ContributionInput) in
///   let paid = try await circles.contribute(input.request, by: caller.userID)
///   return Reply.created(ContributionBody(paid), at: "/contributions/\(paid.id)")
/// }
/// ```
public struct RouteMethod: Sendable {
  let method: HTTPMethod

  /// A route for those who are signed in.
  ///
  /// - Parameters:
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does: an imperative verb and its object.
  ///   - status: the status of success; 200, or 204 without a body, unless given.
  ///   - otherStatuses: other statuses with the same body; 304 has the router heed
  ///     `If-None-Match`.
  ///   - acceptsForm: whether a form may stand in for the JSON body.
  ///   - bodyLimit: the largest body in bytes.
  ///   - refusals: the errors that the handler throws.
  ///   - problems: kinds of refusals beyond those of `refusals`, and beyond those that follow from
  ///     input and permission.
  ///   - handler: what it does.
  public func callAsFunction<Input: RequestInput, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], acceptsForm: Bool = false,
    bodyLimit: Int = Route.defaultBodyLimit, refusals: [any Refusing.Type] = [],
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (Caller, Input) async throws -> Answer
  ) -> Route {
    Route.typed(
      method, path, permission, summary,
      Route.options(false, acceptsForm, bodyLimit, refusals, problems),
      status: status, otherStatuses: otherStatuses
    ) { (context, input: Input) in try await handler(Caller(context), input) }
  }

  /// A route without input for those who are signed in.
  public func callAsFunction<Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.defaultBodyLimit,
    refusals: [any Refusing.Type] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (Caller) async throws -> Answer
  ) -> Route {
    Route.typed(
      method, path, permission, summary,
      Route.options(false, false, bodyLimit, refusals, problems),
      status: status, otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(Caller(context)) }
  }

  /// A route for anybody.
  public func callAsFunction<Input: RequestInput, Answer: RouteAnswer>(
    _ path: String, permission: OpenPermission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], acceptsForm: Bool = false,
    bodyLimit: Int = Route.openBodyLimit, refusals: [any Refusing.Type] = [],
    problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Answer
  ) -> Route {
    Route.typed(
      method, path, Permission(permission), summary,
      Route.options(false, acceptsForm, bodyLimit, refusals, problems),
      status: status, otherStatuses: otherStatuses, handler)
  }

  /// A route without input for anybody.
  public func callAsFunction<Answer: RouteAnswer>(
    _ path: String, permission: OpenPermission, summary: String, status: Int? = nil,
    otherStatuses: [Int] = [], bodyLimit: Int = Route.openBodyLimit,
    refusals: [any Refusing.Type] = [], problems: [ProblemKind] = [],
    _ handler: @escaping @Sendable (RequestContext) async throws -> Answer
  ) -> Route {
    Route.typed(
      method, path, Permission(permission), summary,
      Route.options(false, false, bodyLimit, refusals, problems),
      status: status, otherStatuses: otherStatuses
    ) { (context, _: NoInput) in try await handler(context) }
  }
}
