public import Kernel

extension RouteMethod {
  /// A route for those who are signed in, whose fields are known only once the program is put
  /// together: amounts of a currency that the configuration names.
  ///
  /// - Parameters:
  ///   - bodyName: the name of the body in the documentation; that of the input unless given.
  ///   - read: reads the fields, as the initializer of a `RequestInput` does.
  public func callAsFunction<Input: Sendable, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    refusals: [any Refusing.Type] = [], problems: [ProblemKind] = [], bodyName: String? = nil,
    reading read: @escaping @Sendable (inout RequestFields) -> Input,
    _ handler: @escaping @Sendable (Caller, Input) async throws -> Answer
  ) -> Route {
    Route.reading(
      method, path, permission, summary,
      Route.options(false, false, Route.defaultBodyLimit, refusals, problems), status: status,
      bodyName: bodyName, read
    ) { context, input in try await handler(Caller(context), input) }
  }

  /// A public route whose fields are known only once the program is put together: what one context
  /// asks for beside what all do.
  ///
  /// - Parameters:
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does: an imperative verb and its object.
  ///   - status: the status of success.
  ///   - refusals: the errors that the handler throws.
  ///   - problems: kinds of refusals beyond those of `refusals`, and beyond those that follow from
  ///     input and permission.
  ///   - bodyName: the name of the body in the documentation.
  ///   - read: reads the fields, as the initializer of a `RequestInput` does.
  ///   - ask: finds out what else is wrong with them where that has to be asked for, so that it is
  ///     told in the same answer. It sees stand-ins where a field could not be read.
  ///   - handler: what it does.
  public func callAsFunction<Input: Sendable, Output: ResponseBody>(
    _ path: String, permission: OpenPermission, summary: String, status: Int,
    refusals: [any Refusing.Type] = [], problems: [ProblemKind] = [], bodyName: String,
    reading read: @escaping @Sendable (inout RequestFields) -> Input,
    asking ask: @escaping @Sendable (RequestContext, Input) async throws -> [FieldError] = {
      _, _ in []
    },
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Reply<Output>
  ) -> Route {
    let shape = Output.shape
    let input = InputDescription(name: bodyName)
    var fields = RequestFields(describing: input)
    _ = read(&fields)
    let queryNames = input.queryNames
    return Route(
      method: method, path: path, permission: Permission(permission), summary: summary,
      options: Route.options(false, false, Route.openBodyLimit, refusals, problems),
      input: input,
      output: Route.OutputDescription(status: status, otherStatuses: [], shape)
    ) { context, source in
      var (input, errors) = try Route.gather(source, queryNames: queryNames, by: read)
      errors += try await ask(context, input)
      guard errors.isEmpty else { throw Problem(.validation, fields: errors) }
      return try await handler(context, input)
        .response(status: status, shape: shape, mount: context.mount)
    }
  }
}
