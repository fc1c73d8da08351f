import Configuration
import Testing

/// What a tool sees of a configuration that is the server's.
@Suite struct ConfigurationPartTests {
  private static let listen = Setting("http.listen", .string, default: ":80", "An address.")
  private static let key = Setting("auth.key", .string, default: nil, "A key.")
  private static let database = Setting("storage.default", .string, default: "file", "A place.")
  private static let part = ConfigurationPart(tables: ["storage"])

  private static func load(_ variables: [String: String]) throws -> Configuration {
    try Configuration.load(
      environment: variables, dotEnv: nil, declarations: [listen, key, database], part: part)
  }

  @Test("Other settings may be missing or mistaken, and service links are told")
  func others() throws {
    let read = try Self.load([
      "ATRIUM_HTTP_LISEN": ":80", "ATRIUM_NOBODY_KNOWS": "x", "ATRIUM_PORT": "tcp://10.0.0.7:80",
      "ATRIUM_STORAGE_DEFAULT": "there",
    ])
    #expect(read[Self.database] == "there")
    #expect(read.serviceLinks == ["ATRIUM_PORT"])
  }

  @Test(
    "What may be one of the part's, misspelt, is refused",
    arguments: ["ATRIUM_STORAGE_DEFAUT", "ATRIUM_STORGE_DEFAULT", "ATRIUM_STORAGE_PLACE"])
  func misspelt(_ variable: String) {
    let failure = #expect(throws: ConfigurationErrors.self) {
      try Self.load([variable: "there", "ATRIUM_HTTP_LISEN": ":80"])
    }
    #expect(failure?.problems.map(\.place) == [variable])
  }
}
