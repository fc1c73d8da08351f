import JSON
import OpenAPI
import Router
import Testing

/// A document as its readers see it: with its references followed.
struct Described {
  let bytes: [UInt8]
  let root: JSONValue

  init(_ routes: [Route]) throws {
    bytes = OpenAPIDocument(routes: routes, title: "Test", version: "1").json()
    root = try JSONDocument(parsing: bytes).root
  }

  /// A member by the keys that lead to it, without following references.
  func at(_ path: String...) throws -> JSONValue {
    try path.reduce(root) { value, key in try #require(value[key], "\(key)") }
  }

  /// The names of a section's components, in order.
  func components(_ section: String) -> [String] {
    root["components"]?[section]?.members.map(\.key) ?? []
  }

  /// What a value refers to, or the value itself.
  func resolved(_ value: JSONValue) throws -> JSONValue {
    guard let reference = value["$ref"]?.string else { return value }
    let parts = reference.split(separator: "/").map(String.init)
    try #require(parts.count == 4 && parts[0] == "#" && parts[1] == "components", "\(reference)")
    return try resolved(at(parts[1], parts[2], parts[3]))
  }

  /// All references below a value, without those that they lead to.
  static func references(in value: JSONValue) -> [String] {
    let own = value["$ref"]?.string.map { [$0] } ?? []
    return own + value.elements.flatMap(references)
      + value.members.flatMap { references(in: $0.value) }
  }

  /// What the document says of an operation.
  func operation(_ method: String, _ path: String) throws -> Facts {
    let operation = try at("paths", path, method)
    var facts = Facts()
    for parameter in operation["parameters"].map({ Array($0.elements) }) ?? [] {
      let parameter = try resolved(parameter)
      let name = try #require(parameter["name"]?.string)
      facts.parameters.append(
        "\(name) in \(try #require(parameter["in"]?.string))"
          + (parameter["required"]?.bool == true ? ", required" : ""))
      #expect(parameter["schema"] != nil)
    }
    for (status, value) in try #require(operation["responses"]).members.map({ ($0.key, $0.value) })
    {
      let answer = try resolved(value)
      facts.codes[status] = answer["x-problem-codes"]?.elements.compactMap(\.string)
      var headers: [String] = []
      for header in try #require(answer["headers"]).members {
        headers.append(header.key)
        #expect(try resolved(header.value)["schema"]?["type"]?.string == "string")
      }
      facts.headers[status] = headers
      facts.schemas[status] = (answer["content"].map { Array($0.members) } ?? []).map { content in
        let schema = content.value["schema"]?["$ref"]?.string
        return content.key + (schema.map { " " + ($0.split(separator: "/").last ?? "") } ?? "")
      }
    }
    return facts
  }

  /// What matters of an operation, however it is written.
  struct Facts: Equatable {
    var parameters: [String] = []
    /// The codes of problems by status; none for success.
    var codes: [String: [String]] = [:]
    var headers: [String: [String]] = [:]
    /// The media types by status, each with its schema.
    var schemas: [String: [String]] = [:]
  }
}
