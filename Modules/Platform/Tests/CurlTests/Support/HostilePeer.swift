import Dispatch
import Glibc
import Synchronization
import Testing

/// A server that does to one connection whatever a test says.
final class HostilePeer: Sendable {
  let port: UInt16
  private let listener: Int32
  private let count = Count()

  /// How many connections there were.
  var connections: Int { count.value.withLock { $0 } }

  /// - Parameter behaviour: called with the connection once a request's head has come; the
  ///   connection is closed after it.
  init(_ behaviour: @escaping @Sendable (HostileConnection) -> Void) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 8) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    try #require(isBound)
    port = UInt16(bigEndian: address.sin_port)
    let count = count
    DispatchQueue(label: "hostile peer").async {
      while true {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { break }
        count.value.withLock { $0 += 1 }
        let connection = HostileConnection(descriptor)
        if connection.readHead() { behaviour(connection) }
        close(descriptor)
      }
      close(listener)
    }
  }

  private final class Count: Sendable {
    let value = Mutex(0)
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  var url: String { "http://127.0.0.1:\(port)/" }
}

/// A connection that a hostile server has.
struct HostileConnection {
  private let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Waits for the head of a request; false once the client has gone.
  func readHead() -> Bool {
    var seen = ""
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while !seen.contains("\r\n\r\n") {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return false }
      seen += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return true
  }

  /// Sends a text; false once the client has gone.
  @discardableResult
  func say(_ text: String) -> Bool {
    let octets = Array(text.utf8)
    return send(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL)) == octets.count
  }

  /// Waits until the client has gone.
  func waitForEnd() {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while read(descriptor, &buffer, buffer.count) > 0 {}
  }
}
