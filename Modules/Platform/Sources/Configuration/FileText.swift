import Glibc

/// A small file, read whole.
enum FileText {
  /// Enough for any configuration, and a guard against naming a device by mistake.
  private static let largest = 4 << 20

  /// Why a file could not be read.
  enum Failure: Error {
    case absent
    case unreadable(reason: String)
  }

  static func read(_ path: String) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .absent : .unreadable(reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= largest else { throw .unreadable(reason: "it is larger than 4 MiB") }
    }
  }
}
