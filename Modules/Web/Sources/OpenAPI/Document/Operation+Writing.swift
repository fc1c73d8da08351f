internal import HTTP
internal import JSON
internal import Kernel
internal import Router

/// The parts of an operation that others may have too, and its body.
struct OperationParts {
  let parameters: [Component]
  /// The body as JSON; nil where the operation takes none.
  let body: [UInt8]?
  /// The answers by status.
  let answers: [(status: Int, answer: Component)]

  /// Writes the parts, and notes what recurs.
  init(_ operation: Operation, _ components: inout Components) {
    parameters = ParameterList(operation).components(&components)
    body = operation.body(&components)
    answers = AnswerList(operation.route).components(&components)
    for parameter in parameters { components.note(parameter) }
    for (_, answer) in answers { components.note(answer) }
  }
}

extension Operation {
  /// Writes the operation, with references to what is listed.
  func write(
    _ parts: OperationParts, to writer: inout JSONWriter, _ components: inout Components
  ) {
    writer.beginObject()
    writer.key("operationId")
    writer.value(id)
    writer.key("tags")
    writer.beginArray()
    writer.value(tag)
    writer.endArray()
    writer.key("summary")
    writer.value(route.summary)
    if let details = route.details {
      writer.key("description")
      writer.value(details)
    }
    writePermission(to: &writer)
    if !parts.parameters.isEmpty {
      writer.key("parameters")
      writer.beginArray()
      for parameter in parts.parameters { components.write(parameter, to: &writer) }
      writer.endArray()
    }
    if let body = parts.body {
      writer.key("requestBody")
      writer.raw(body)
    }
    writer.key("responses")
    writer.beginObject()
    for (status, answer) in parts.answers {
      writer.key(String(status))
      components.write(answer, to: &writer)
    }
    writer.endObject()
    writer.endObject()
  }

  private func writePermission(to writer: inout JSONWriter) {
    writer.key("x-permission")
    writer.value(route.permission.name)
    if case .anyRole(let roles) = route.permission.rule {
      writer.key("x-roles")
      writer.beginArray()
      for role in roles { writer.value(role.rawValue) }
      writer.endArray()
    }
    writer.key("security")
    writer.beginArray()
    if route.permission.needsPrincipal {
      writer.beginObject()
      writer.key("bearer")
      writer.beginArray()
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
  }

  fileprivate func body(_ components: inout Components) -> [UInt8]? {
    let fields = route.input.bodyFields
    guard !fields.isEmpty else { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("required")
    writer.value(fields.contains { $0.property.isRequired })
    writer.key("content")
    writer.beginObject()
    writeContent("application/json", route.input.bodySchema, to: &writer, &components)
    if route.options.acceptsForm {
      writeContent("application/x-www-form-urlencoded", form, to: &writer, &components)
    }
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  /// The body under the names that its fields have in a form.
  private var form: Schema {
    let properties = route.input.bodyFields.map { field in
      Schema.ObjectRules.Property(
        name: field.formName, schema: field.property.schema,
        isRequired: field.property.isRequired)
    }
    return Schema(.object(.init(component: route.input.name + "Form", properties: properties)))
  }

  private func writeContent(
    _ mediaType: String, _ schema: Schema, to writer: inout JSONWriter,
    _ components: inout Components
  ) {
    writer.key(mediaType)
    writer.beginObject()
    writer.key("schema")
    components.write(schema, to: &writer)
    writer.endObject()
  }
}
