internal import HTTP
internal import Kernel

extension Route {
  static func options(
    _ idempotent: Bool, _ acceptsForm: Bool, _ bodyLimit: Int, _ refusals: [any Refusing.Type],
    _ problems: [ProblemKind]
  ) -> Options {
    var options = Options()
    options.isIdempotent = idempotent
    options.acceptsForm = acceptsForm
    options.bodyLimit = bodyLimit
    options.problems = refusals.flatMap { $0.kinds } + problems
    return options
  }

  /// A route whose input is read and whose answer is written by their declarations.
  static func typed<Input: RequestInput, Answer: RouteAnswer>(
    _ method: HTTPMethod, _ path: String, _ permission: Permission, _ summary: String,
    _ options: Options, status: Int?, otherStatuses: [Int],
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Answer
  ) -> Route {
    let shape = Answer.AnswerBody.shape
    let status = status ?? (shape.isEmpty ? 204 : 200)
    let input = InputDescription(of: Input.self)
    let queryNames = input.queryNames
    return Route(
      method: method, path: path, permission: permission, summary: summary, options: options,
      input: input,
      output: OutputDescription(status: status, otherStatuses: otherStatuses, shape)
    ) { context, source in
      let read = try Input.read(source, queryNames: queryNames)
      return try await handler(context, read).reply
        .response(status: status, shape: shape, mount: context.mount)
    }
  }

  /// A route whose answer is not JSON, or not always.
  static func custom<Input: RequestInput>(
    _ method: HTTPMethod, _ path: String, _ permission: Permission, _ summary: String,
    _ options: Options, status: Int, otherStatuses: [Int] = [], mediaTypes: [String],
    checksQuery: Bool,
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> HTTPResponse
  ) -> Route {
    let input = InputDescription(of: Input.self)
    let queryNames = checksQuery ? input.queryNames : nil
    let output = OutputDescription(
      status: status, otherStatuses: otherStatuses, schema: nil, mediaTypes: mediaTypes)
    return Route(
      method: method, path: path, permission: permission, summary: summary, options: options,
      input: input, output: output
    ) { context, source in
      try await handler(context, Input.read(source, queryNames: queryNames))
    }
  }
}

extension Route.OutputDescription {
  /// An answer of this shape.
  init<Value>(status: Int, otherStatuses: [Int], _ shape: Shape<Value>) {
    self.init(
      status: status, otherStatuses: otherStatuses, schema: shape.isEmpty ? nil : shape.schema,
      mediaTypes: shape.isEmpty ? [] : ["application/json"])
  }
}

extension InputDescription {
  var queryNames: [String] {
    parameters.filter { $0.location == .query }.map(\.name)
  }
}

extension RequestInput {
  /// Reads an input, or throws every complaint about it at once.
  static func read(_ source: RequestSource, queryNames: [String]?) throws(Problem) -> Self {
    try Route.read(source, queryNames: queryNames) { Self(from: &$0) }
  }
}
