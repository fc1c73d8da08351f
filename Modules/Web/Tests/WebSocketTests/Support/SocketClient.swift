import HTTP
import WebTesting

/// A blocking socket that sends exactly the octets it is told to, and reads answers and frames.
final class SocketClient {
  /// A frame as it came; a server's has no mask.
  struct Received: Equatable {
    var first: UInt8
    var payload: [UInt8]

    static func text(_ text: String) -> Received {
      Received(first: 0x81, payload: Array(text.utf8))
    }

    static func close(_ code: UInt16) -> Received {
      Received(first: 0x88, payload: [UInt8(code >> 8), UInt8(code & 0xFF)])
    }

    /// The code of a Close frame.
    var closeCode: Int? {
      guard first == 0x88, payload.count >= 2 else { return nil }
      return Int(payload[0]) << 8 | Int(payload[1])
    }
  }

  typealias ClientError = WebTesting.ClientError

  private let socket: BlockingSocket

  /// - Parameter receiveBuffer: octets that the kernel holds for us; small for a slow reader.
  init(_ address: ListeningAddress, receiveBuffer: Int32? = nil) throws {
    socket = try BlockingSocket(address, receiveBuffer: receiveBuffer)
  }

  func send(_ bytes: [UInt8]) throws { try socket.send(bytes) }

  func send(_ frames: Frame...) throws { try send(frames.flatMap(\.bytes)) }

  func halfClose() { socket.halfClose() }

  /// The status line and the fields of the next answer, a line each.
  func head() throws -> [String] { try socket.head() }

  func frame() throws -> Received {
    let head = try socket.take(2)
    guard head[1] & 0x80 == 0 else { throw ClientError.malformed("masked") }
    var length = Int(head[1])
    if length >= 126 {
      length = try socket.take(length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
    }
    return Received(first: head[0], payload: try socket.take(length))
  }

  /// Whether the server closes without a further octet.
  func isClosedByPeer() throws -> Bool { try socket.readToEnd().isEmpty }
}
