import CLinux
import Glibc
import HTTP

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

  enum ClientError: Error { case refused, ended, silent, malformed(String) }

  private let descriptor: Int32
  private var received: [UInt8] = []

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

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        clinux_send(descriptor, $0.baseAddress, UInt($0.count))
      }
      guard count > 0 else { throw ClientError.ended }
      sent += count
    }
  }

  func send(_ frames: Frame...) throws { try send(frames.flatMap(\.bytes)) }

  func halfClose() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// The status line and the fields of the next answer, a line each.
  func head() throws -> [String] {
    let end: [UInt8] = [13, 10, 13, 10]
    while true {
      if let place = received.firstRange(of: end) {
        let head = String(decoding: received[..<place.lowerBound], as: UTF8.self)
        received.removeFirst(place.upperBound)
        return head.split(separator: "\r\n").map(String.init)
      }
      try fill()
    }
  }

  func frame() throws -> Received {
    let head = try take(2)
    guard head[1] & 0x80 == 0 else { throw ClientError.malformed("masked") }
    var length = Int(head[1])
    if length >= 126 {
      length = try take(length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
    }
    return Received(first: head[0], payload: try take(length))
  }

  /// Whether the server closes without a further octet.
  func isClosedByPeer() throws -> Bool {
    do {
      while true {
        if !received.isEmpty { return false }
        try fill()
      }
    } catch ClientError.ended {
      return true
    }
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while received.count < count { try fill() }
    defer { received.removeFirst(count) }
    return Array(received[..<count])
  }

  private func fill() throws {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = chunk.withUnsafeMutableBytes {
      clinux_recv(descriptor, $0.baseAddress, UInt($0.count))
    }
    if count == 0 || count == -Int(ECONNRESET) { throw ClientError.ended }
    guard count > 0 else { throw ClientError.silent }
    received += chunk[..<count]
  }
}
