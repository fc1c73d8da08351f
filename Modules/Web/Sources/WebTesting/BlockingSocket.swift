internal import CLinux
internal import Glibc
public import HTTP

/// What can happen to a client of a test.
public enum ClientError: Error {
  /// Nobody listens.
  case refused
  /// The other side closed or reset the connection.
  case ended
  /// Nothing came for ten seconds.
  case silent
  /// What came is not what was asked for.
  case malformed(String)
}

/// A connection that blocks, and that sends exactly the octets it is told to.
public final class BlockingSocket {
  private let descriptor: Int32
  /// What has come and was not taken yet.
  public private(set) var received: [UInt8] = []
  private var hasEnded = false

  /// Connects.
  /// - Parameter receiveBuffer: octets that the kernel holds for us; small for a slow reader.
  /// - Throws: `ClientError.refused`.
  public init(_ address: ListeningAddress, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
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
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(
        descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  deinit { close(descriptor) }

  /// Sends all of it.
  /// - Throws: `ClientError.ended`.
  public func send(_ octets: [UInt8]) throws {
    var sent = 0
    while sent < octets.count {
      let count = octets[sent...].withUnsafeBytes {
        clinux_send(descriptor, $0.baseAddress, UInt($0.count))
      }
      guard count > 0 else { throw ClientError.ended }
      sent += count
    }
  }

  /// Sends as much as the kernel takes at once.
  /// - Returns: how many octets that were.
  public func sendWhatFits(_ octets: [UInt8]) -> Int {
    let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    return max(0, Glibc.send(descriptor, octets, octets.count, flags))
  }

  /// Says that nothing more will be sent.
  public func halfClose() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Whether something has come, or the connection has ended, without waiting for it.
  public func hasInput() -> Bool {
    if !received.isEmpty { return true }
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, 0) > 0
  }

  /// Waits for more; false at the end of the stream.
  /// - Throws: `ClientError.silent`.
  public func fill() throws -> Bool {
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

  /// The next octets.
  /// - Throws: `ClientError`.
  public func take(_ count: Int) throws -> [UInt8] {
    while received.count < count { try fillOrThrow() }
    defer { received.removeFirst(count) }
    return Array(received[..<count])
  }

  /// The lines of the next head, without the empty one behind them.
  /// - Throws: `ClientError`.
  public func head() throws -> [String] {
    let end: [UInt8] = [13, 10, 13, 10]
    while true {
      if let place = received.firstRange(of: end) {
        let head = String(decoding: received[..<place.lowerBound], as: UTF8.self)
        received.removeFirst(place.upperBound)
        return head.split(separator: "\r\n").map(String.init)
      }
      try fillOrThrow()
    }
  }

  /// All that comes until the other side closes.
  /// - Throws: `ClientError.silent`.
  public func readToEnd() throws -> [UInt8] {
    while try fill() {}
    defer { received = [] }
    return received
  }

  private func fillOrThrow() throws {
    guard try fill() else { throw ClientError.ended }
  }
}
