internal import JSON
internal import Router

/// What an operation takes outside of its body.
struct ParameterList {
  private let parameters: [Parameter]

  private struct Parameter {
    let name: String
    let location: String
    let schema: Schema
    let isRequired: Bool
    /// Whether the route does not say what it looks like.
    var isUndeclared = false

    /// The name under which it is listed.
    var componentName: String {
      (isUndeclared ? "Any" : "") + ComponentNames.capitalized(name)
    }
  }

  init(_ operation: Operation) {
    let route = operation.route
    let declared = route.input.parameters
    // A route that reads its path itself says nothing about the parameters: they are text.
    let undeclared = route.parameterNames.filter { name in
      !declared.contains { $0.location == .path && $0.name == name }
    }
    var parameters = undeclared.map {
      Parameter(
        name: operation.parameterNames[$0] ?? $0, location: "path",
        schema: .string(length: 1...8_000), isRequired: true, isUndeclared: true)
    }
    parameters += declared.map { parameter in
      let isPath = parameter.location == .path
      return Parameter(
        name: isPath ? operation.parameterNames[parameter.name] ?? parameter.name : parameter.name,
        location: parameter.location.rawValue, schema: parameter.schema,
        isRequired: parameter.isRequired)
    }
    if route.options.isIdempotent { parameters.append(Self.idempotencyKey) }
    self.parameters = parameters
  }

  private static let idempotencyKey = Parameter(
    name: "Idempotency-Key", location: "header",
    schema: Schema.string(length: 1...255, pattern: "^[!-~]{1,255}$").described(
      "Makes the request safe to repeat: under one key the effect happens once, and a "
        + "repetition gets the first answer again. A body is the same by value: the order of "
        + "members, white space and the spelling of numbers do not count."),
    isRequired: false)

  /// The parameters, in the order in which the route asks for them.
  func components(_ components: inout Components) -> [Component] {
    parameters.map { parameter in
      Component(.parameters, named: parameter.componentName) { writer in
        Self.write(parameter, to: &writer, &components)
      }
    }
  }

  private static func write(
    _ parameter: Parameter, to writer: inout JSONWriter, _ components: inout Components
  ) {
    writer.key("name")
    writer.value(parameter.name)
    writer.key("in")
    writer.value(parameter.location)
    if parameter.isRequired {
      writer.key("required")
      writer.value(true)
    }
    var schema = parameter.schema
    if let summary = schema.summary {
      writer.key("description")
      writer.value(summary)
      schema.summary = nil
    }
    if case .array = schema.form {
      // Lists stand in one parameter, parted by commas.
      writer.key("explode")
      writer.value(false)
    }
    writer.key("schema")
    components.write(schema, to: &writer)
  }
}
