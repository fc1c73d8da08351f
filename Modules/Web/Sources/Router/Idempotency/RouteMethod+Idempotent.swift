internal import HTTP
public import Kernel

extension RouteMethod {
  /// A route that takes an `Idempotency-Key`: its effect happens once for each key, and a
  /// repetition is answered as the first request was.
  ///
  /// The handler is given a `Once` and hands it to the service that makes the change, which keeps
  /// the answer in the transaction of the effect. A handler that succeeds without having done so is
  /// reported as a failure of the route (`RouterSettings.onFailure`, `AnswerNotKept`).
  ///
  /// - Parameters:
  ///   - path: the pattern; parameters stand in braces.
  ///   - permission: who may call it. It asks for somebody, since a key is one caller's: strangers
  ///     who chose the same key would be told each other's answers.
  ///   - summary: what it does: an imperative verb and its object.
  ///   - status: the status of success; 200, or 204 without a body, unless given.
  ///   - refusals: the errors that the handler throws.
  ///   - problems: kinds of refusals beyond those of `refusals`, and beyond those that follow from
  ///     input, permission and key.
  ///   - answer: what is answered to the value that the handler returns.
  ///   - handler: makes the change.
  public func callAsFunction<Input: RequestInput, Value: Sendable, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    acceptsForm: Bool = false, refusals: [any Refusing.Type] = [], problems: [ProblemKind] = [],
    answer: @escaping @Sendable (Value) -> Answer,
    _ handler: @escaping @Sendable (Caller, Input, Once<Value>) async throws -> Value
  ) -> Route {
    let declared = status ?? (Answer.AnswerBody.shape.isEmpty ? 204 : 200)
    return Route.typed(
      method, path, permission, summary,
      Route.options(true, acceptsForm, Route.defaultBodyLimit, refusals, problems),
      status: status, otherStatuses: []
    ) { (context, input: Input) -> Reply<Answer.AnswerBody> in
      let once = context.once(status: declared) { (value: Value) in answer(value).reply }
      return answer(try await handler(Caller(context), input, once)).reply
    }
  }
}

extension RouteMethod {
  /// A route that takes an `Idempotency-Key`, whose fields are known only once the program is put
  /// together.
  ///
  /// - Parameters:
  ///   - bodyName: the name of the body in the documentation; that of the input unless given.
  ///   - read: reads the fields, as the initializer of a `RequestInput` does.
  ///   - answer: what is answered to the value that the handler returns.
  ///   - handler: makes the change.
  public func callAsFunction<Input: Sendable, Value: Sendable, Answer: RouteAnswer>(
    _ path: String, permission: Permission, summary: String, status: Int? = nil,
    refusals: [any Refusing.Type] = [], problems: [ProblemKind] = [], bodyName: String? = nil,
    reading read: @escaping @Sendable (inout RequestFields) -> Input,
    answer: @escaping @Sendable (Value) -> Answer,
    _ handler: @escaping @Sendable (Caller, Input, Once<Value>) async throws -> Value
  ) -> Route {
    let declared = status ?? (Answer.AnswerBody.shape.isEmpty ? 204 : 200)
    return Route.reading(
      method, path, permission, summary,
      Route.options(true, false, Route.defaultBodyLimit, refusals, problems), status: status,
      bodyName: bodyName, read
    ) { context, input -> Reply<Answer.AnswerBody> in
      let once = context.once(status: declared) { (value: Value) in answer(value).reply }
      return answer(try await handler(Caller(context), input, once)).reply
    }
  }
}

extension RequestContext {
  /// What keeps this request's answer under its key.
  func once<Value: Sendable, Body: ResponseBody>(
    status: Int, _ answer: @escaping @Sendable (Value) -> Reply<Body>
  ) -> Once<Value> {
    let (mount, requestID) = (self.mount, self.requestID)
    return Once(
      idempotency, receipt: onceReceipt,
      answer: { value in
        StoredAnswer(answer(value).response(status: status, shape: Body.shape, mount: mount))
      },
      refusal: { [self] error in
        guard let problem = problem(of: error), problem.kind.status == 409 else { return nil }
        return StoredAnswer(ProblemResponse.make(problem, requestID: requestID))
      })
  }
}

extension StoredAnswer {
  /// An answer whose body is in memory, as routes that take keys give them.
  init(_ response: HTTPResponse) {
    let body: [UInt8] = if case .bytes(let bytes) = response.body { bytes } else { [] }
    self.init(
      status: response.status, contentType: response.headers["Content-Type"],
      location: response.headers["Location"], etag: response.headers["ETag"], body: body)
  }
}

extension HTTPResponse {
  /// The first answer again, byte for byte, to a request that was repeated.
  init(replaying answer: StoredAnswer) {
    var headers = HTTPHeaders()
    if let type = answer.contentType { headers.add("Content-Type", type) }
    if let location = answer.location { headers.add("Location", location) }
    if let etag = answer.etag { headers.add("ETag", etag) }
    if answer.status >= 400 { headers.add("Cache-Control", "no-store") }
    headers.add("Idempotency-Replayed", "true")
    self.init(status: answer.status, headers: headers, body: .bytes(answer.body))
  }

  /// The answer to a repeated request.
  init?(_ replay: Replay, to context: RequestContext) {
    switch replay {
    case .answer(let answer): self.init(replaying: answer)
    case .refusal(let error, let first):
      guard let problem = context.problem(of: error) else { return nil }
      self = ProblemResponse.make(problem, requestID: first)
      headers.set("Idempotency-Replayed", "true")
    }
  }
}

/// A route that takes idempotency keys succeeded without keeping its answer: a repetition would
/// be carried out again.
public struct AnswerNotKept: Error, Sendable, Hashable {
  /// The route.
  public let route: String
}
