internal import JSON
internal import Kernel
internal import Router

/// A refusal with one status, and the kinds of problem that it may be.
///
/// Each combination of kinds is a component of its own, named after all of them
/// (`ForbiddenOrWrongPin`). Its `x-problem-codes` lists the codes for programs; the description
/// tells them with their titles.
struct ProblemAnswer {
  private let status: Int
  private let kinds: [ProblemKind]

  init(_ status: Int, _ kinds: [ProblemKind]) {
    self.status = status
    self.kinds = kinds
  }

  func component(_ components: inout Components) -> Component {
    let name = kinds.map { ComponentNames.capitalized($0.code) }.joined(separator: "Or")
    return Component(.responses, named: name, isAlwaysListed: true) { writer in
      writer.key("description")
      writer.value(kinds.map { "`\($0.code)`: \($0.title)." }.joined(separator: " "))
      writer.key("x-problem-codes")
      writer.beginArray()
      for kind in kinds { writer.value(kind.code) }
      writer.endArray()
      components.write(headers, to: &writer)
      writer.key("content")
      writer.beginObject()
      writer.key("application/problem+json")
      writer.beginObject()
      writer.key("schema")
      components.write(Self.problem, to: &writer)
      writer.endObject()
      writer.endObject()
    }
  }

  private var headers: [AnswerHeader] {
    var headers: [AnswerHeader] = [.requestID]
    if status == 401 { headers.append(.authenticate) }
    if status == 429 { headers += [.limit, .remaining, .reset] }
    if status == 429 || status == 503 || kinds.contains(.idempotencyInProgress) {
      headers.append(.retryAfter)
    }
    return headers
  }

  private static let problem: Schema = {
    let field = Schema(
      .object(
        .init(
          component: "FieldProblem",
          properties: ["field", "code", "message"].map {
            .init(name: $0, schema: .string(), isRequired: true)
          })))
    let reason = Schema(
      .object(
        .init(
          component: "ProblemReason",
          properties: ["context", "code", "detail"].map {
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
      .init(
        name: "reasons",
        schema: Schema.array(of: reason).described("Why, where several contexts object."),
        isRequired: false),
    ]
    return Schema(.object(.init(component: "Problem", properties: properties)))
  }()
}
