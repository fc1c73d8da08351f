/// A parser, and what must hold of it whatever it is fed.
public struct FuzzTarget: Sendable {
  /// The name that it is called by, and its corpus and its dictionary with it.
  public let name: String
  /// Feeds the parser. Stops the process by `require` where the input is treated wrongly.
  public let check: @Sendable ([UInt8]) -> Void

  private init(_ name: String, _ check: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.check = check
  }

  /// All there are. `Scripts/fuzz` takes their names from these lines.
  public static let all = [
    FuzzTarget("http", FuzzHTTP.check),
    FuzzTarget("chunked", FuzzChunked.check),
    FuzzTarget("multipart", FuzzMultipart.check),
    FuzzTarget("websocket", FuzzWebSocket.check),
    FuzzTarget("cookies", FuzzCookies.check),
    FuzzTarget("url", FuzzURL.check),
    FuzzTarget("fields", FuzzFields.check),
    FuzzTarget("json", FuzzJSON.check),
    FuzzTarget("toml", FuzzTOML.check),
    FuzzTarget("sql", FuzzSQL.check),
    FuzzTarget("signatures", FuzzSignatures.check),
  ]

  /// The target of that name, if there is one.
  public static func named(_ name: some StringProtocol) -> FuzzTarget? {
    all.first { $0.name == name }
  }
}
