internal import HTTP
internal import Kernel

extension Route {
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
    let output = OutputDescription(
      status: status, otherStatuses: otherStatuses, schema: shape.isEmpty ? nil : shape.schema,
      mediaTypes: shape.isEmpty ? [] : ["application/json"])
    return Route(
      method: method, path: path, permission: permission, summary: summary, options: options,
      input: input, output: output
    ) { context, source in
      let read = try Input.read(source, queryNames: queryNames)
      return try await handler(context, read).reply.response(status: status, shape: shape)
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

extension Reply {
  func response(status declared: Int, shape: Shape<Body>) -> HTTPResponse {
    let bytes: [UInt8]
    let contentType: String?
    switch content {
    case .value(let body):
      bytes = shape.encode(body)
      contentType = shape.isEmpty ? nil : "application/json"
    case .stored(let stored, let type): (bytes, contentType) = (stored, type)
    }
    var response = HTTPResponse(status: status ?? declared, headers: headers)
    if let contentType {
      response.headers.add("Content-Type", contentType)
      response.body = .bytes(bytes)
    }
    return response
  }
}
