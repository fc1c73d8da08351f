import Glibc
import Storage

/// The mark that a file is served, found by the file itself and not by its name: one that has two
/// names would otherwise have two servers, each with a log of its own.
///
/// It is a socket in Linux's abstract namespace, named after the file's number on its device. The
/// system takes it back when the process ends. Where there are no such sockets, or another user has
/// the name, the lock file beside the database is the only mark.
final class ServedFile: Sendable {
  private let descriptor: Int32

  /// Marks a file; nil where it cannot be marked.
  ///
  /// - Throws: `StorageUnavailable.unreachable` naming the process that serves it.
  init?(_ file: OpenFile) throws(StorageUnavailable) {
    let descriptor = Self.socket()
    guard descriptor >= 0 else { return nil }
    if Self.with(address: file.identity, { bind(descriptor, $0, $1) }) == 0,
      listen(descriptor, 128) == 0
    {
      self.descriptor = descriptor
      return
    }
    close(descriptor)
    if let holder = Self.holder(of: file.identity) {
      throw .unreachable(
        "\(file.path) is already served by \(holder); a SQLite database has one server, whatever "
          + "it is named")
    }
    return nil
  }

  deinit { close(descriptor) }

  /// Who serves a file, as a message names them; nil if nobody does.
  static func holder(of file: FileIdentity) -> String? {
    let descriptor = socket()
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard with(address: file, { connect(descriptor, $0, $1) }) == 0 || errno == EAGAIN else {
      return nil
    }
    // The process, its user and its group, as socket(7) has struct ucred.
    var peer: [UInt32] = [0, 0, 0]
    var size = socklen_t(3 * MemoryLayout<UInt32>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0, peer[0] > 0 else {
      return "another process"
    }
    // Anybody may take a name. A stranger who does shall not keep a server from its file.
    guard peer[1] == geteuid() || peer[1] == 0 || geteuid() == 0 else { return nil }
    return "process \(peer[0])"
  }

  private static func socket() -> Int32 {
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    return Glibc.socket(AF_UNIX, Int32(kind), 0)
  }

  private static func with(
    address file: FileIdentity, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = [0] + Array("atrium-sqlite-\(file.device)-\(file.number)".utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let size = MemoryLayout<sa_family_t>.size + name.count
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(size)) }
    }
  }
}
