internal import JSON
internal import Kernel
internal import Router

/// What a route may answer, by status.
struct AnswerList {
  private let route: Route

  init(_ route: Route) {
    self.route = route
  }

  /// The answers: those of success first, then the refusals by status.
  func components(_ components: inout Components) -> [(status: Int, answer: Component)] {
    let successes = ([route.output.status] + route.output.otherStatuses).map {
      (status: $0, answer: success($0, &components))
    }
    return successes
      + problems.map { (status: $0, answer: ProblemAnswer($0, $1).component(&components)) }
  }

  private func success(_ status: Int, _ components: inout Components) -> Component {
    var headers: [AnswerHeader] = [.requestID]
    if status == 201 { headers.append(.location) }
    if route.options.isIdempotent { headers.append(.idempotencyReplayed) }
    return Component(.responses, named: name(status)) { writer in
      writer.key("description")
      writer.value(Self.successes[status]?.description ?? "Done.")
      components.write(headers, to: &writer)
      guard hasBody(status) else { return }
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
  }

  private func hasBody(_ status: Int) -> Bool {
    !route.output.mediaTypes.isEmpty && status != 204 && status != 304
  }

  /// `Wallet`, `TransferCreated`, `NoContent`; `…OrReplay` where an idempotency key is heeded.
  private func name(_ status: Int) -> String {
    var name = Self.successes[status]?.name ?? "Status\(status)"
    if hasBody(status), case .object(let rules)? = route.output.schema?.form,
      let component = rules.component
    {
      name = ComponentNames.capitalized(component) + (status == 200 ? "" : name)
    }
    return name + (route.options.isIdempotent ? "OrReplay" : "")
  }

  private static let successes: [Int: (name: String, description: String)] = [
    101: ("SwitchingProtocols", "From here on the connection speaks another protocol."),
    200: ("Ok", "Done."), 201: ("Created", "Made."),
    202: ("Accepted", "Taken on; it will be done later."),
    204: ("NoContent", "Done; there is nothing to say."),
    304: ("NotModified", "The version that `If-None-Match` names is the present one."),
  ]

  /// Every refusal by status. The kinds of one status stand in the order of their codes, so that
  /// routes with the same ones share an answer.
  private var problems: [(Int, [ProblemKind])] {
    let kinds = route.problems.sorted { ($0.code, $0.title) < ($1.code, $1.title) }
    return Dictionary(grouping: kinds, by: \.status).sorted { $0.key < $1.key }
  }
}
