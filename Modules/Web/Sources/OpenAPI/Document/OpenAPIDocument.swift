internal import HTTP
internal import JSON
public import Router

/// The description of a server's operations as an OpenAPI 3.1 document, made of the routes
/// themselves: what they declare is what they read and write, so it cannot be out of date.
///
/// What recurs stands in `components` once, under a name made of what it says, and operations refer
/// to it: each named schema, every refusal (`responses`) and header field of answers, and the
/// parameters and answers of success that more than one operation has. An answer of refusal lists
/// its codes in `x-problem-codes`; `x-permission` and `x-roles` say who may call an operation.
public struct OpenAPIDocument: Sendable {
  private let operations: [Operation]
  private let title: String
  private let version: String
  private let summary: String

  /// A document about routes.
  ///
  /// - Parameters:
  ///   - routes: all of the server's routes.
  ///   - title: the server's name.
  ///   - version: the version of what is offered, such as `1.4.0`.
  ///   - summary: what the server is for; Markdown.
  public init(routes: [Route], title: String, version: String, summary: String = "") {
    self.operations = Operation.all(routes)
    self.title = title
    self.version = version
    self.summary = summary
  }

  /// The document as JSON. It is made anew with each call.
  public func json() -> [UInt8] {
    var components = Components()
    var writer = JSONWriter(reserving: 1 << 16)
    writer.beginObject()
    writer.key("openapi")
    writer.value("3.1.0")
    writeInfo(to: &writer)
    writeTags(to: &writer)
    writePaths(to: &writer, &components)
    writer.key("components")
    writer.beginObject()
    writeSecuritySchemes(to: &writer)
    components.write(to: &writer)
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  private func writeInfo(to writer: inout JSONWriter) {
    writer.key("info")
    writer.beginObject()
    writer.key("title")
    writer.value(title)
    writer.key("version")
    writer.value(version)
    if !summary.isEmpty {
      writer.key("description")
      writer.value(summary)
    }
    writer.endObject()
    writer.key("servers")
    writer.beginArray()
    writer.beginObject()
    writer.key("url")
    writer.value("/")
    writer.endObject()
    writer.endArray()
  }

  private func writeTags(to writer: inout JSONWriter) {
    var tags: [String] = []
    for operation in operations where !tags.contains(operation.tag) { tags.append(operation.tag) }
    writer.key("tags")
    writer.beginArray()
    for tag in tags {
      writer.beginObject()
      writer.key("name")
      writer.value(tag)
      writer.endObject()
    }
    writer.endArray()
  }

  private func writePaths(to writer: inout JSONWriter, _ components: inout Components) {
    var order: [String] = []
    var byPath: [String: [(Operation, OperationParts)]] = [:]
    for operation in operations {
      components.group = operation.route.tag
      if byPath[operation.path] == nil { order.append(operation.path) }
      byPath[operation.path, default: []].append(
        (operation, OperationParts(operation, &components)))
    }
    writer.key("paths")
    writer.beginObject()
    for path in order {
      writer.key(path)
      writer.beginObject()
      for (operation, parts) in byPath[path] ?? [] {
        components.group = operation.route.tag
        writer.key(operation.route.method.rawValue.lowercased())
        operation.write(parts, to: &writer, &components)
      }
      writer.endObject()
    }
    writer.endObject()
  }

  private func writeSecuritySchemes(to writer: inout JSONWriter) {
    writer.key("securitySchemes")
    writer.beginObject()
    writer.key("bearer")
    writer.beginObject()
    writer.key("type")
    writer.value("http")
    writer.key("scheme")
    writer.value("bearer")
    writer.key("bearerFormat")
    writer.value("JWT")
    writer.endObject()
    writer.endObject()
  }
}
