public import JSON

/// A message of a socket: a JSON object that says its type.
public struct SocketMessage: Sendable {
  /// What it is: ASCII, of at most `longestType` octets. So it may be compared and switched upon
  /// as it is, which other text of a client's may not: Swift puts the combining marks of each
  /// character in order first, in time that grows with the square of their number.
  public let type: String
  /// All of it.
  public let body: JSONValue

  /// The longest type, in octets. No longer one is known anywhere.
  public static let longestType = 64

  /// Reads a message.
  /// - Throws: `SocketRefusal`: `unknownType` for a type that cannot be one.
  init(parsing text: [UInt8]) throws(SocketRefusal) {
    guard let body = try? JSONDocument(parsing: text).root else { throw .badJSON }
    guard body.kind == .object, let type = body["type"]?.string else { throw .badMessage }
    guard type.utf8.count <= Self.longestType, type.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw .unknownType
    }
    self.type = type
    self.body = body
  }

  /// A message of a type, with whatever `write` adds.
  public static func text(
    _ type: String, _ write: (inout JSONWriter) -> Void = { _ in }
  ) -> [UInt8] {
    var writer = JSONWriter(reserving: 64)
    writer.beginObject()
    writer.key("type")
    writer.value(type)
    write(&writer)
    writer.endObject()
    return writer.bytes
  }
}

/// Why a message is refused. The socket stays open.
public enum SocketRefusal: String, Error, Hashable, Sendable, CaseIterable {
  /// It is not JSON.
  case badJSON = "bad_json"
  /// It is no object, or has no `type` that is text.
  case badMessage = "bad_message"
  /// Its type is unknown.
  case unknownType = "unknown_type"

  /// The message that the client gets.
  var text: [UInt8] {
    SocketMessage.text("error") { writer in
      writer.key("code")
      writer.value(rawValue)
      writer.key("message")
      writer.value(explanation)
    }
  }

  private var explanation: String {
    switch self {
    case .badJSON: "The message is not JSON."
    case .badMessage: "A message is an object with a type that is text."
    case .unknownType: "There is no such type of message here."
    }
  }
}
