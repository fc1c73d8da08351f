import JSON

/// A WebSocket of a server, as a client that minds the rules has it. It blocks, and is used by one
/// task at a time.
final class Socket {
  /// A frame as it came.
  enum Frame: Equatable {
    case text(String)
    case ping([UInt8])
    case close(Int)
    case other(UInt8)
  }

  static let path = "/api/ws/notifications"

  private let wire: Wire
  /// What the server said to the handshake.
  let answer: Answer

  /// Asks for a WebSocket; see `answer` for whether there is one.
  init(
    _ server: AtriumServer, _ path: String = Socket.path, token: String? = nil,
    _ fields: [(String, String)] = [], receiveBuffer: Int32? = nil
  ) throws {
    wire = try Wire(port: server.port, receiveBuffer: receiveBuffer)
    var head = """
      GET \(path) HTTP/1.1\r
      Host: 127.0.0.1:\(server.port)\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r

      """
    if let token { head += "Authorization: Bearer \(token)\r\n" }
    for (name, value) in fields { head += "\(name): \(value)\r\n" }
    try wire.send(head + "\r\n")
    answer = try wire.answer()
  }

  /// An open WebSocket of somebody.
  static func open(_ person: Person, at server: AtriumServer) throws -> Socket {
    let socket = try Socket(server, token: person.accessToken)
    guard socket.answer.status == 101 else {
      throw HarnessError("no socket of \(person.email): \(socket.answer.status)")
    }
    return socket
  }

  /// Asks for a WebSocket as a browser does, which sends its cookie along and says of which origin
  /// the page is.
  convenience init(_ server: AtriumServer, cookie: String, origin: String?) throws {
    try self.init(
      server, Socket.path, [("Cookie", cookie)] + (origin.map { [("Origin", $0)] } ?? []))
  }

  func send(_ text: String) throws { try send(0x81, Array(text.utf8)) }

  /// Says who it is.
  func authenticate(_ token: String) throws {
    try send("{\"type\": \"auth\", \"token\": \"\(token)\"}")
  }

  private func send(_ first: UInt8, _ payload: [UInt8]) throws {
    let mask: [UInt8] = [1, 2, 3, 4]
    let length: [UInt8] =
      payload.count < 126
      ? [0x80 | UInt8(payload.count)]
      : [0xFE, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    try wire.send([first] + length + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] })
  }

  /// The next frame.
  func frame() throws -> Frame {
    let head = try wire.octets(2)
    var length = Int(head[1])
    if length >= 126 {
      length = try wire.octets(length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
    }
    let payload = try wire.octets(length)
    switch head[0] {
    case 0x81: return .text(String(decoding: payload, as: UTF8.self))
    case 0x88:
      return .close(payload.count < 2 ? 1005 : Int(payload[0]) << 8 | Int(payload[1]))
    case 0x89: return .ping(payload)
    default: return .other(head[0])
    }
  }

  /// The next message, as JSON.
  func message() throws -> JSONValue? {
    guard case .text(let text) = try frame() else { return nil }
    return try? JSONDocument(parsing: Array(text.utf8)).root
  }

  /// Whether a question is answered.
  func isAnswered() throws -> Bool {
    try send("{\"type\": \"ping\"}")
    return try frameAfterEvents() == .text("{\"type\":\"pong\"}")
  }

  /// The first frame that is no event of a topic.
  func frameAfterEvents() throws -> Frame {
    while true {
      let frame = try frame()
      guard case .text(let text) = frame, text.hasPrefix("{\"type\":\"event\"") else {
        return frame
      }
    }
  }

  /// Answers a Close frame with its code, and whether the server closes then.
  func leave(_ code: Int) throws -> Bool {
    try send(0x88, [UInt8(code >> 8), UInt8(code & 0xFF)])
    return try wire.rest().isEmpty
  }
}
