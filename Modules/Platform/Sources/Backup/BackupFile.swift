import Console
import Crypto
import Glibc

/// Files of a backup, as the operating system has them.
enum BackupFile {
  /// How large a file is, and what is in it.
  struct Digest: Equatable {
    var bytes: Int64 = 0
    var sha256 = ""
  }

  /// Reads a whole file, and copies it to a new one where `copy` names it. The copy is on disk when
  /// the call returns.
  static func digest(_ path: String, copyingTo copy: String? = nil) throws -> Digest {
    let source = try descriptor(path, O_RDONLY)
    defer { close(source) }
    let target = try copy.map { try descriptor($0, O_WRONLY | O_CREAT | O_EXCL) }
    defer { if let target { close(target) } }
    var hash = SHA256()
    var digest = Digest()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = read(source, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("read", path) }
      if count == 0 { break }
      digest.bytes += Int64(count)
      try buffer.withUnsafeBytes { bytes in
        let part = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        hash.update(part)
        if let target, let copy { try write(part, to: target, copy) }
      }
    }
    if let target, let copy, fsync(target) != 0 { throw failure("sync", copy) }
    digest.sha256 = Hex.encode(hash.finish())
    return digest
  }

  /// A small file's contents, or nil when there is none.
  static func contents(_ path: String) throws -> [UInt8]? {
    guard access(path, F_OK) == 0 else { return nil }
    let source = try descriptor(path, O_RDONLY)
    defer { close(source) }
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(source, &buffer, buffer.count), count != 0 {
      guard count > 0 || errno == EINTR else { throw failure("read", path) }
      contents += buffer[..<max(0, count)]
    }
    return contents
  }

  /// Makes sure that a file, or the names in a folder, survive a crash.
  static func sync(_ path: String) throws {
    let opened = try descriptor(path, O_RDONLY)
    defer { close(opened) }
    guard fsync(opened) == 0 else { throw failure("sync", path) }
  }

  /// The folder that a file is in.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What the system has against it.
  static func failure(_ verb: String, _ path: String) -> CommandError {
    CommandError(
      exitCode: ExitCode.failure, code: "file",
      message: "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
  }

  /// Opens a file that other programs do not inherit; a new one is for its owner only.
  static func descriptor(_ path: String, _ flags: Int32) throws -> Int32 {
    let opened = open(path, flags | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw failure("open", path) }
    return opened
  }

  /// Writes all of the octets.
  static func write(
    _ bytes: UnsafeRawBufferPointer, to target: Int32, _ path: String
  ) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(
        target, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      guard count > 0 || errno == EINTR else { throw failure("write", path) }
      rest = rest.dropFirst(max(0, count))
    }
  }
}
