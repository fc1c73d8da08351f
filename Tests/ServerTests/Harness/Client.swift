import JSON

/// A client of a server, on one connection that it keeps as long as the server does. It blocks,
/// and is used by one task at a time.
final class Client {
  let port: UInt16
  var token: String?
  private var wire: Wire?

  init(port: UInt16, token: String? = nil) {
    self.port = port
    self.token = token
  }

  func get(_ path: String) throws -> Answer { try send("GET", path) }

  func post(_ path: String, _ body: String, key: String? = nil) throws -> Answer {
    try send("POST", path, key.map { [("Idempotency-Key", $0)] } ?? [], body: body)
  }

  /// Sends a request and reads the answer.
  /// - Throws: `WireError`; after `.lost` nobody knows whether the server did what was asked.
  func send(
    _ method: String, _ path: String, _ headers: [(String, String)] = [], body: String? = nil
  ) throws -> Answer {
    let wire = try wire ?? Wire(port: port)
    self.wire = nil
    var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
    if let token { head += "Authorization: Bearer \(token)\r\n" }
    if let body {
      head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
    }
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    try wire.send(head + "\r\n" + (body ?? ""))
    let answer = try wire.answer(hasBody: method != "HEAD")
    if answer["Connection"]?.lowercased() != "close" { self.wire = wire }
    return answer
  }
}
