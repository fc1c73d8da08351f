import HTTP
import WebTesting

/// A blocking socket that sends exactly the bytes it is told to.
final class RawClient {
  struct Answer: Equatable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  typealias ClientError = WebTesting.ClientError

  private let socket: BlockingSocket

  /// - Parameter receiveBuffer: octets that the kernel holds for us; small for a slow reader.
  init(_ address: ListeningAddress, receiveBuffer: Int32? = nil) throws {
    socket = try BlockingSocket(address, receiveBuffer: receiveBuffer)
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws { try socket.send(bytes) }

  /// Sends as much as the kernel takes at once.
  func sendWhatFits(_ bytes: [UInt8]) -> Int { socket.sendWhatFits(bytes) }

  /// Whether something has come, without waiting for it.
  func hasBytes() throws -> Bool { socket.hasInput() }

  func halfClose() { socket.halfClose() }

  /// All that comes until the server closes.
  func readToEnd() throws -> [UInt8] { try socket.readToEnd() }

  /// Whether the server closes without a further byte.
  func isClosedByPeer() throws -> Bool { try readToEnd().isEmpty }

  /// The next answer.
  func answer(toHead isHead: Bool = false) throws -> Answer {
    let head = try socket.head()
    let parts = head[0].split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, parts[0] == "HTTP/1.1", let status = Int(parts[1]) else {
      throw ClientError.malformed(head[0])
    }
    var headers: [String: String] = [:]
    for line in head.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { throw ClientError.malformed(line) }
      let name = line[..<colon].lowercased()
      guard headers[name] == nil else { throw ClientError.malformed("two of \(name)") }
      headers[name] = line[line.index(after: colon)...].trimmingPrefix(" ").description
    }
    var answer = Answer(status: status, headers: headers, body: [])
    if isHead || status < 200 || status == 204 || status == 304 { return answer }
    if headers["transfer-encoding"] == "chunked" {
      answer.body = try chunks()
    } else if let length = headers["content-length"].flatMap({ Int($0) }) {
      answer.body = try take(length)
    } else {
      answer.body = try readToEnd()
    }
    return answer
  }

  /// All answers until the server closes.
  func answers() throws -> [Answer] {
    var all: [Answer] = []
    while try !socket.received.isEmpty || socket.fill() { all.append(try answer()) }
    return all
  }

  /// The next octets.
  func take(_ count: Int) throws -> [UInt8] { try socket.take(count) }

  private func chunks() throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      var line: [UInt8] = []
      while line.suffix(2) != [13, 10] { line += try take(1) }
      guard let size = Int(String(decoding: line.dropLast(2), as: UTF8.self), radix: 16) else {
        throw ClientError.malformed("chunk size")
      }
      body += try take(size)
      guard try take(2) == [13, 10] else { throw ClientError.malformed("chunk end") }
      if size == 0 { return body }
    }
  }
}
