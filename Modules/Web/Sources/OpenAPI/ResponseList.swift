internal import JSON
internal import Kernel
internal import Router

/// What a route may answer, by status.
struct ResponseList {
  private let route: Route

  init(_ route: Route) {
    self.route = route
  }

  func write(to writer: inout JSONWriter, _ components: inout Components) {
    writer.key("responses")
    writer.beginObject()
    for status in [route.output.status] + route.output.otherStatuses {
      writeSuccess(status, to: &writer, &components)
    }
    for (status, kinds) in problems { writeProblem(status, kinds, to: &writer, &components) }
    writer.endObject()
  }

  private func writeSuccess(
    _ status: Int, to writer: inout JSONWriter, _ components: inout Components
  ) {
    writer.key(String(status))
    writer.beginObject()
    writer.key("description")
    writer.value(Self.success[status] ?? "Done.")
    writer.key("headers")
    writer.beginObject()
    Self.writeHeader("X-Request-Id", "The id under which the request is logged.", to: &writer)
    if status == 201 { Self.writeHeader("Location", "Where the new resource is.", to: &writer) }
    if route.options.isIdempotent {
      Self.writeHeader(
        "Idempotency-Replayed", "`true` where this is the first answer again.", to: &writer)
    }
    writer.endObject()
    if !route.output.mediaTypes.isEmpty, status != 204, status != 304 {
      writer.key("content")
      writer.beginObject()
      for mediaType in route.output.mediaTypes {
        writer.key(mediaType)
        writer.beginObject()
        if let schema = route.output.schema {
          writer.key("schema")
          components.write(schema, to: &writer)
        }
        writer.endObject()
      }
      writer.endObject()
    }
    writer.endObject()
  }

  private static let success = [
    101: "From here on the connection speaks another protocol.", 200: "Done.", 201: "Made.",
    202: "Taken on; it will be done later.",
    204: "Done; there is nothing to say.",
    304: "The version that `If-None-Match` names is the present one.",
  ]

  private static func writeHeader(
    _ name: String, _ summary: String, to writer: inout JSONWriter
  ) {
    writer.key(name)
    writer.beginObject()
    writer.key("description")
    writer.value(summary)
    writer.key("schema")
    writer.beginObject()
    writer.key("type")
    writer.value("string")
    writer.endObject()
    writer.endObject()
  }

  private func writeProblem(
    _ status: Int, _ kinds: [ProblemKind], to writer: inout JSONWriter,
    _ components: inout Components
  ) {
    writer.key(String(status))
    writer.beginObject()
    writer.key("description")
    writer.value(kinds.map { "`\($0.code)`: \($0.title)." }.joined(separator: " "))
    writer.key("headers")
    writer.beginObject()
    Self.writeHeader("X-Request-Id", "The id under which the request is logged.", to: &writer)
    if status == 401 {
      Self.writeHeader("WWW-Authenticate", "How to sign in (RFC 6750).", to: &writer)
    }
    if status == 429 {
      Self.writeHeader("RateLimit-Limit", "How many requests the limit lets pass.", to: &writer)
      Self.writeHeader("RateLimit-Remaining", "How many are left.", to: &writer)
      Self.writeHeader("RateLimit-Reset", "The seconds until all of them are again.", to: &writer)
    }
    if status == 429 || status == 503 {
      Self.writeHeader("Retry-After", "The seconds to wait.", to: &writer)
    }
    writer.endObject()
    writer.key("content")
    writer.beginObject()
    writer.key("application/problem+json")
    writer.beginObject()
    writer.key("schema")
    components.write(Self.problem, to: &writer)
    writer.endObject()
    writer.endObject()
    writer.endObject()
  }

  /// Every refusal, by status.
  private var problems: [(Int, [ProblemKind])] {
    Dictionary(grouping: route.problems, by: \.status).sorted { $0.key < $1.key }
  }

  private static let problem: Schema = {
    let field = Schema(
      .object(
        .init(
          component: "FieldProblem",
          properties: ["field", "code", "message"].map {
            .init(name: $0, schema: .string(), isRequired: true)
          })))
    var properties: [Schema.ObjectRules.Property] = ["type", "title", "detail"].map {
      .init(name: $0, schema: .string(), isRequired: true)
    }
    properties += [
      .init(name: "status", schema: .integer(400...599), isRequired: true),
      .init(
        name: "code", schema: Schema.string(pattern: "^[a-z0-9_]+$").described("Stable."),
        isRequired: true),
      .init(name: "request_id", schema: .string(), isRequired: true),
      .init(
        name: "errors",
        schema: Schema.array(of: field).described("Every field at fault, at once."),
        isRequired: false),
    ]
    return Schema(.object(.init(component: "Problem", properties: properties)))
  }()
}
