import Foundation

/// A port of 127.0.0.1 where connections are taken and nothing is ever said.
final class ListeningPort {
  let port: UInt16
  private let descriptor: Int32

  init() throws {
    port = try FreePort.find()
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    let isListening = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isListening, listen(descriptor, 8) == 0 else {
      throw HarnessError("cannot listen at \(port): errno \(errno)")
    }
  }

  deinit { close(descriptor) }

  /// Waits until somebody connects.
  func awaitConnection() {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&waiting, 1, 60_000)
  }
}
