import HTTP
import JSON
import Kernel
import KernelTesting
import OpenAPI
import Router
import Testing

@Suite("The OpenAPI document")
struct DocumentTests {
  static let routes = Samples.all

  private func at(_ path: String...) throws -> JSONValue {
    try path.reduce(Described(Self.routes).root) { value, key in
      try #require(value[key], "\(key)")
    }
  }

  @Test("It lists every operation with its permission and its tag")
  func operations() throws {
    #expect(try at("paths").members.map(\.key) == ["/transfers", "/things", "/things/{id}"])
    let transfer = try at("paths", "/transfers", "post")
    #expect(transfer["x-permission"]?.string == "signed_in")
    #expect(transfer["security"]?.count == 1)
    #expect(transfer["tags"]?.elements.map(\.string) == ["ajo"])
    #expect(try at("paths", "/things", "get", "security").count == 0)
  }

  @Test("Paths that differ in a parameter's name alone are one path with one name")
  func sharedPaths() throws {
    let delete = try Described(Self.routes).operation("delete", "/things/{id}")
    #expect(delete.parameters == ["id in path, required"])
  }

  @Test("It lists the refusals that follow from what a route declares")
  func refusals() throws {
    let transfer = try at("paths", "/transfers", "post", "responses").members.map(\.key)
    #expect(
      transfer == ["201", "400", "401", "403", "408", "409", "413", "415", "422", "429", "503"])
    let read = try at("paths", "/things/{id}", "get", "responses").members.map(\.key)
    #expect(read == ["200", "400", "404", "408", "413", "422", "429", "503"])
    let delete = try at("paths", "/things/{id}", "delete", "responses").members.map(\.key)
    #expect(
      delete == ["204", "400", "401", "403", "404", "408", "413", "422", "429", "503"])
  }

  @Test("A body is described in JSON and, where it may be one, as a form under the form's names")
  func bodies() throws {
    let content = try at("paths", "/transfers", "post", "requestBody", "content")
    #expect(
      content["application/json"]?["schema"]?["$ref"]?.string == "#/components/schemas/Transfer")
    #expect(
      content["application/x-www-form-urlencoded"]?["schema"]?["$ref"]?.string
        == "#/components/schemas/TransferForm")
    let form = try at("components", "schemas", "TransferForm")
    #expect(form["required"]?.elements.map(\.string) == ["to_user_id", "sum"])
    let schema = try at("components", "schemas", "Transfer")
    #expect(schema["required"]?.elements.map(\.string) == ["to_user_id", "amount"])
    #expect(schema["properties"]?["kind"]?["default"]?.string == "slow")
    #expect(schema["properties"]?["note"]?["type"]?.elements.map(\.string) == ["string", "null"])
  }

  @Test("Nested and nullable objects are components, referred to by name")
  func components() throws {
    let wallet = try at("components", "schemas", "Wallet", "properties", "owner", "anyOf")
    #expect(
      wallet.elements.compactMap { $0["$ref"]?.string } == ["#/components/schemas/Owner"])
    #expect(try at("components", "schemas", "WalletPage", "required").count == 2)
    #expect(try at("components", "schemas", "Problem", "required").count == 6)
  }

  @Test("Fields of which exactly one is wanted are described as such")
  func alternatives() throws {
    struct Either: RequestInput {
      init(from fields: inout RequestFields) {
        _ = fields.optionalBody("a", .bool)
        _ = fields.optionalBody("b", .bool)
        fields.exactlyOne(of: "a", "b")
      }
    }
    let route = Route.post("/a", permission: .anyone, summary: "A") { (_, _: Either) in NoContent()
    }
    let either = try Described([route]).at("components", "schemas", "Either")
    let group = either["allOf"]?.elements.first { _ in true }?["oneOf"]
    #expect(group?.elements.map(\.description) == [#"{"required":["a"]}"#, #"{"required":["b"]}"#])
  }
}
