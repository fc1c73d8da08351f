import CLinux
import Glibc
import HTTP

/// A blocking socket that sends exactly the bytes it is told to.
final class RawClient {
  struct Answer: Equatable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  let descriptor: Int32
  private(set) var received: [UInt8] = []
  private(set) var hasEnded = false

  /// - Parameter receiveBuffer: octets that the kernel holds for us; small for a slow reader.
  init(_ address: ListeningAddress, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if let receiveBuffer {
      _ = clinux_set_option(descriptor, SOL_SOCKET, SO_RCVBUF, receiveBuffer)
    }
    var peer = sockaddr_in()
    peer.sin_family = sa_family_t(AF_INET)
    peer.sin_port = in_port_t(UInt16(address.port)).bigEndian
    inet_pton(AF_INET, address.host, &peer.sin_addr)
    let code = withUnsafePointer(to: &peer) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw ClientError.refused }
    _ = clinux_no_delay(descriptor)
    // So that a broken server fails a test instead of hanging it.
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  enum ClientError: Error { case refused, ended, silent, reset, malformed(String) }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        clinux_send(descriptor, $0.baseAddress, UInt($0.count))
      }
      guard count > 0 else { throw ClientError.reset }
      sent += count
    }
  }

  /// Sends as much as the kernel takes at once.
  func sendWhatFits(_ bytes: [UInt8]) -> Int {
    let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    return max(0, Glibc.send(descriptor, bytes, bytes.count, flags))
  }

  /// Whether something has come, without waiting for it.
  func hasBytes() throws -> Bool {
    if !received.isEmpty { return true }
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, 0) > 0
  }

  func halfClose() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads more; false at the end of the stream.
  private func fill() throws -> Bool {
    if hasEnded { return false }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = chunk.withUnsafeMutableBytes {
      clinux_recv(descriptor, $0.baseAddress, UInt($0.count))
    }
    if count == 0 || count == -Int(ECONNRESET) {
      hasEnded = true
      return false
    }
    guard count > 0 else { throw ClientError.silent }
    received += chunk[..<count]
    return true
  }

  /// All that comes until the server closes.
  func readToEnd() throws -> [UInt8] {
    while try fill() {}
    defer { received = [] }
    return received
  }

  /// Whether the server closes without a further byte.
  func isClosedByPeer() throws -> Bool { try readToEnd().isEmpty }

  /// The next answer.
  func answer(toHead isHead: Bool = false) throws -> Answer {
    let head = try lines()
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
    while try !received.isEmpty || fill() { all.append(try answer()) }
    return all
  }

  private func lines() throws -> [String] {
    let end: [UInt8] = [13, 10, 13, 10]
    while true {
      if let place = received.firstRange(of: end) {
        let head = String(decoding: received[..<place.lowerBound], as: UTF8.self)
        received.removeFirst(place.upperBound)
        return head.split(separator: "\r\n").map(String.init)
      }
      guard try fill() else { throw ClientError.ended }
    }
  }

  /// The next octets.
  func take(_ count: Int) throws -> [UInt8] {
    while received.count < count {
      guard try fill() else { throw ClientError.ended }
    }
    defer { received.removeFirst(count) }
    return Array(received[..<count])
  }

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
