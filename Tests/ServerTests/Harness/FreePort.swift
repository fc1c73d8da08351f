import Foundation

/// A port for a program that does not tell which it found by itself.
enum FreePort {
  /// None that the system gives to whoever asks for any, or for none, as every client does: until
  /// the program listens there, others go on to connect.
  private static let range: ClosedRange<UInt16> = 10_000...19_999

  /// A port of 127.0.0.1 that nobody listens at now.
  static func find() throws -> UInt16 {
    for _ in 0..<100 {
      let port = UInt16.random(in: range)
      if try isFree(port) { return port }
    }
    throw HarnessError("no port of \(range) is free")
  }

  private static func isFree(_ port: UInt16) throws -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw HarnessError("no socket: errno \(errno)") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
