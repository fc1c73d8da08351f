internal import HTTP
internal import Kernel

extension Route {
  /// A route whose input a closure reads and whose answer is written by its declaration.
  static func reading<Input: Sendable, Answer: RouteAnswer>(
    _ method: HTTPMethod, _ path: String, _ permission: Permission, _ summary: String,
    _ options: Options, status: Int?, bodyName: String?,
    _ read: @escaping @Sendable (inout RequestFields) -> Input,
    _ handler: @escaping @Sendable (RequestContext, Input) async throws -> Answer
  ) -> Route {
    let shape = Answer.AnswerBody.shape
    let status = status ?? (shape.isEmpty ? 204 : 200)
    let input = InputDescription(name: bodyName ?? "\(Input.self)")
    var fields = RequestFields(describing: input)
    _ = read(&fields)
    let queryNames = input.queryNames
    return Route(
      method: method, path: path, permission: permission, summary: summary, options: options,
      input: input, output: OutputDescription(status: status, otherStatuses: [], shape)
    ) { context, source in
      try await handler(context, Route.read(source, queryNames: queryNames, by: read)).reply
        .response(status: status, shape: shape, mount: context.mount)
    }
  }

  /// Reads an input, or throws every complaint about it at once.
  static func read<Input>(
    _ source: RequestSource, queryNames: [String]?, by read: (inout RequestFields) -> Input
  ) throws(Problem) -> Input {
    let (input, errors) = try gather(source, queryNames: queryNames, by: read)
    guard errors.isEmpty else { throw Problem(.validation, fields: errors) }
    return input
  }

  /// Reads an input, and gathers every complaint about it.
  static func gather<Input>(
    _ source: RequestSource, queryNames: [String]?, by read: (inout RequestFields) -> Input
  ) throws(Problem) -> (input: Input, errors: [FieldError]) {
    var fields = RequestFields(reading: source)
    fields.errors = source.errors
    let input = read(&fields)
    if fields.isUnknownResource { throw NotFound().problem }
    if let queryNames, !source.query.isEmpty {
      for item in source.query
      where !queryNames.contains(where: { $0.hasSameOctets(as: item.name) }) {
        fields.fail(item.name, "unknown_parameter", "There is no such query parameter here.")
      }
    }
    return (input, fields.errors)
  }
}
