internal import HTTP
internal import JSON
internal import Kernel

/// Reads a body as its route takes it.
enum RequestBody {
  /// Reads the body and takes it apart.
  ///
  /// What the head already tells is refused before a byte is read: a coding, a media type, a
  /// length over the route's limit.
  static func read(
    _ request: HTTPRequest, for route: Route
  ) async throws -> ([UInt8], RequestSource.Body) {
    let hasFields = !route.input.bodyFields.isEmpty
    try checkCoding(request.headers)
    var isForm = false
    // Whatever is said to be of another type is, though it be nothing.
    if hasFields {
      isForm = try checkMediaType(request.headers, acceptsForm: route.options.acceptsForm)
    }
    if let length = request.body.declaredLength, length > route.options.bodyLimit {
      throw tooLarge(route.options.bodyLimit)
    }
    let bytes = try await request.body.collect(limit: route.options.bodyLimit)
    guard hasFields else { return (bytes, .absent) }
    return (bytes, try isForm ? form(bytes) : json(bytes, for: route))
  }

  /// Refuses a body over the limit of a route that wants none. A chunked one shows how long it is
  /// only as it comes, so it is read and dropped before anything is done; what is left of any other
  /// is dropped behind the answer.
  static func drop(_ body: HTTPRequestBody, limit: Int) async throws {
    if let length = body.declaredLength {
      if length > limit { throw tooLarge(limit) }
      return
    }
    for try await _ in body.chunks(atMost: limit) {}
  }

  private static func tooLarge(_ limit: Int) -> Problem {
    Problem(.payloadTooLarge, detail: "The body may have \(limit) bytes at most.")
  }

  private static func checkCoding(_ headers: HTTPHeaders) throws(Problem) {
    for coding in headers.values("Content-Encoding") where !coding.isWord("identity") {
      throw Problem(
        .unsupportedMediaType, detail: "The body is to be sent without a content coding.",
        headers: [("Accept-Encoding", "identity")])
    }
  }

  /// Whether the body is a form. Without a media type it is taken as JSON.
  private static func checkMediaType(
    _ headers: HTTPHeaders, acceptsForm: Bool
  ) throws(Problem) -> Bool {
    let values = headers.values("Content-Type")
    guard let first = values.first else { return false }
    // What nearly all clients send need not be taken apart.
    if values.count == 1, first.hasSameOctets(as: "application/json") { return false }
    if values.count == 1, let type = MediaType(first), type.isUTF8 {
      if type.isJSON { return false }
      if acceptsForm, type.essence == MediaType.form { return true }
    }
    let accepted = acceptsForm ? "application/json or \(MediaType.form)" : "application/json"
    throw Problem(
      .unsupportedMediaType, detail: "The body is to be sent as \(accepted), in UTF-8.")
  }

  private static func form(_ bytes: [UInt8]) throws(Problem) -> RequestSource.Body {
    try FieldCount.check(bytes, of: "body", "The form")
    guard let items = PercentDecoding.items(bytes) else {
      throw Problem(.badRequest, detail: "The form is not well-formed percent-encoded UTF-8.")
    }
    try checkNames(items.map(\.name))
    return .form(items)
  }

  /// A name that comes twice is refused as in JSON: readers would differ in what it says
  /// (RFC 6749, 3.2).
  private static func checkNames(_ names: [String]) throws(Problem) {
    // Octets, as everything from outside; how often each came, so that it is told once.
    var seen: [[UInt8]: Int] = [:]
    var repeated: [String] = []
    for name in names {
      let times = seen[Array(name.utf8), default: 0] + 1
      seen[Array(name.utf8)] = times
      if times == 2 { repeated.append(name) }
    }
    guard repeated.isEmpty else {
      throw Problem(
        .validation,
        fields: repeated.map {
          FieldError(field: $0, code: "repeated", message: "This field was given more than once.")
        })
    }
  }

  private static func json(_ bytes: [UInt8], for route: Route) throws -> RequestSource.Body {
    if bytes.isEmpty {
      // Where nothing is required, no body says as much as an empty object.
      guard route.input.bodyFields.contains(where: \.property.isRequired) else { return .absent }
      throw Problem(.badJSON, detail: "The body is empty; a JSON object is expected.")
    }
    let root: JSONValue
    do {
      root = try JSONDocument(parsing: bytes).root
    } catch {
      throw Problem(.badJSON, detail: "The body is not JSON: \(error).")
    }
    guard root.kind == .object else {
      throw Problem(
        .validation,
        fields: [
          FieldError(field: "body", code: "wrong_type", message: "The body must be an object.")
        ])
    }
    return .json(root)
  }

  /// What the caller is told when the body did not arrive.
  static func problem(for error: BodyError) -> Problem {
    switch error {
    case .tooLarge(let limit): tooLarge(limit)
    case .timedOut: Problem(.requestTimeout, detail: "The body did not arrive in time.")
    case .overloaded: Problem(.unavailable, detail: "The server is busy.")
    case .malformed: Problem(.badRequest, detail: "The body's framing is malformed.")
    case .disconnected: Problem(.badRequest, detail: "The body ended before it was complete.")
    case .alreadyRead: Problem(.internalError, detail: "The body was read twice.")
    }
  }
}
