internal import HTTP
public import Kernel

extension Route {
  /// A `POST` whose fields are known only once the program is put together: what one product asks
  /// for beside what all do.
  ///
  /// - Parameters:
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it.
  ///   - summary: what it does, in half a sentence.
  ///   - status: the status of success.
  ///   - problems: refusals beyond those that follow from input and permission.
  ///   - bodyName: the name of the body in the documentation.
  ///   - read: reads the fields, as the initializer of a `RequestInput` does.
  ///   - ask: finds out what else is wrong with them where that has to be asked for, so that it is
  ///     told in the same answer. It sees stand-ins where a field could not be read.
  ///   - handler: what it does.
  public static func post<Input: Sendable, Output: ResponseBody>(
    _ path: String, permission: Permission, summary: String, status: Int,
    problems: [ProblemKind] = [], bodyName: String,
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
    let output = OutputDescription(
      status: status, otherStatuses: [], schema: shape.isEmpty ? nil : shape.schema,
      mediaTypes: shape.isEmpty ? [] : ["application/json"])
    return Route(
      method: .post, path: path, permission: permission, summary: summary,
      options: options(problems: problems), input: input, output: output
    ) { context, source in
      var (input, errors) = try Self.gather(source, queryNames: queryNames, by: read)
      errors += try await ask(context, input)
      guard errors.isEmpty else { throw Problem(.validation, fields: errors) }
      return try await handler(context, input).response(status: status, shape: shape)
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
  private static func gather<Input>(
    _ source: RequestSource, queryNames: [String]?, by read: (inout RequestFields) -> Input
  ) throws(Problem) -> (input: Input, errors: [FieldError]) {
    var fields = RequestFields(reading: source)
    fields.errors = source.errors
    let input = read(&fields)
    if fields.isUnknownResource { throw Problem(.notFound, detail: "There is no such resource.") }
    if let queryNames, !source.query.isEmpty {
      for item in source.query
      where !queryNames.contains(where: { $0.hasSameOctets(as: item.name) }) {
        fields.fail(item.name, "unknown_parameter", "There is no such query parameter here.")
      }
    }
    return (input, fields.errors)
  }
}
