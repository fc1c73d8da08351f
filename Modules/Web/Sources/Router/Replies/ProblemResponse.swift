public import HTTP
internal import JSON
public import Kernel

/// Refusals as they are sent: RFC 9457 `application/problem+json`.
public enum ProblemResponse {
  /// The media type of a refusal.
  public static let mediaType = "application/problem+json"

  /// The body of a refusal: `type`, `title`, `status`, `detail`, `code`, `request_id`, and
  /// `errors` where fields are at fault; then the problem's own members. However many the fields
  /// are and however long their names, it has a few KiB at most.
  public static func body(_ problem: Problem, requestID: String) -> [UInt8] {
    var writer = JSONWriter(reserving: 320)
    writer.beginObject()
    writer.key("type")
    writer.value("/problems/" + problem.kind.code)
    writer.key("title")
    writer.value(problem.kind.title)
    writer.key("status")
    writer.value(problem.kind.status)
    writer.key("detail")
    let errors = ErrorList(problem.fields)
    writer.value(
      ErrorList.shortened(problem.detail ?? errors.sentence ?? problem.kind.title + ".", to: 1_000))
    writer.key("code")
    writer.value(problem.kind.code)
    writer.key("request_id")
    writer.value(requestID)
    if !problem.fields.isEmpty { errors.write(to: &writer) }
    for member in problem.members {
      writer.key(member.name)
      writer.value(member.value)
    }
    for list in problem.lists { write(list.objects, named: list.name, to: &writer) }
    for detail in problem.details {
      writer.key(detail.name)
      write(detail.value, to: &writer)
    }
    writer.endObject()
    return writer.bytes
  }

  private static func write(_ detail: ProblemDetail, to writer: inout JSONWriter) {
    switch detail {
    case .text(let text): writer.value(text)
    case .number(let number): writer.value(number)
    case .list(let elements):
      writer.beginArray()
      for element in elements { write(element, to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.name)
        write(member.value, to: &writer)
      }
      writer.endObject()
    }
  }

  private static func write(
    _ objects: [[(name: String, value: String)]], named name: String, to writer: inout JSONWriter
  ) {
    writer.key(name)
    writer.beginArray()
    for object in objects {
      writer.beginObject()
      for member in object {
        writer.key(member.name)
        writer.value(member.value)
      }
      writer.endObject()
    }
    writer.endArray()
  }

  /// A refusal as an answer.
  ///
  /// A 401 always says how to sign in (RFC 9110, 15.5.2), and one that asks for patience always
  /// says for how long.
  public static func make(_ problem: Problem, requestID: String) -> HTTPResponse {
    var response = HTTPResponse(
      status: problem.kind.status, headers: HTTPHeaders(),
      body: .bytes(body(problem, requestID: requestID)))
    response.headers.add("Content-Type", mediaType)
    response.headers.add("Cache-Control", "no-store")
    for (name, value) in problem.headers { response.headers.add(name, value) }
    if problem.kind.status == 401, response.headers["WWW-Authenticate"] == nil {
      response.headers.add("WWW-Authenticate", "Bearer")
    }
    if let seconds = problem.retryAfterSeconds ?? patience(for: problem.kind) {
      response.headers.set("Retry-After", String(seconds))
    }
    return response
  }

  private static func patience(for kind: ProblemKind) -> Int? {
    guard kind != .outcomeUnknown else { return nil }
    return kind.status == 503 || kind.status == 429 || kind == .idempotencyInProgress ? 1 : nil
  }
}
