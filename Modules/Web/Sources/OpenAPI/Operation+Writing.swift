internal import HTTP
internal import JSON
internal import Kernel
internal import Router

extension Operation {
  func write(to writer: inout JSONWriter, _ components: inout Components) {
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
    writeParameters(to: &writer, &components)
    writeBody(to: &writer, &components)
    ResponseList(route).write(to: &writer, &components)
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

  private struct Parameter {
    let name: String
    let location: String
    let schema: Schema
    let isRequired: Bool
  }

  private var parameters: [Parameter] {
    let declared = route.input.parameters
    // A route that reads its path itself says nothing about the parameters: they are text.
    let undeclared = route.parameterNames.filter { name in
      !declared.contains { $0.location == .path && $0.name == name }
    }
    var parameters = undeclared.map {
      Parameter(
        name: parameterNames[$0] ?? $0, location: "path", schema: .string(length: 1...8_000),
        isRequired: true)
    }
    parameters += declared.map { parameter in
      let isPath = parameter.location == .path
      return Parameter(
        name: isPath ? parameterNames[parameter.name] ?? parameter.name : parameter.name,
        location: parameter.location.rawValue, schema: parameter.schema,
        isRequired: parameter.isRequired)
    }
    if route.options.isIdempotent {
      let schema = Schema.string(length: 1...255, pattern: "^[!-~]{1,255}$").described(
        "Makes the request safe to repeat: under one key the effect happens once, and a "
          + "repetition gets the first answer again.")
      parameters.append(
        Parameter(
          name: "Idempotency-Key", location: "header", schema: schema, isRequired: false))
    }
    return parameters
  }

  private func writeParameters(to writer: inout JSONWriter, _ components: inout Components) {
    let parameters = parameters
    guard !parameters.isEmpty else { return }
    writer.key("parameters")
    writer.beginArray()
    for parameter in parameters {
      writer.beginObject()
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
      writer.endObject()
    }
    writer.endArray()
  }

  private func writeBody(to writer: inout JSONWriter, _ components: inout Components) {
    let fields = route.input.bodyFields
    guard !fields.isEmpty else { return }
    writer.key("requestBody")
    writer.beginObject()
    writer.key("required")
    writer.value(fields.contains { $0.property.isRequired })
    writer.key("content")
    writer.beginObject()
    writeContent("application/json", route.input.bodySchema, to: &writer, &components)
    if route.options.acceptsForm {
      let properties = fields.map { field in
        Schema.ObjectRules.Property(
          name: field.formName, schema: field.property.schema,
          isRequired: field.property.isRequired)
      }
      writeContent(
        "application/x-www-form-urlencoded",
        Schema(.object(.init(component: nil, properties: properties))), to: &writer, &components)
    }
    writer.endObject()
    writer.endObject()
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
