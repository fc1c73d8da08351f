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

  /// Writes a file whole: nobody ever sees a part of it under its name.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let partial = path + ".partial"
    let target = try descriptor(partial, O_WRONLY | O_CREAT | O_TRUNC)
    defer { close(target) }
    try bytes.withUnsafeBytes { try write($0, to: target, partial) }
    guard fsync(target) == 0, rename(partial, path) == 0 else { throw failure("write", path) }
    try sync(folder(of: path))
  }

  /// Makes sure that a file, or the names in a folder, survive a crash.
  static func sync(_ path: String) throws {
    let opened = try descriptor(path, O_RDONLY)
    defer { close(opened) }
    guard fsync(opened) == 0 else { throw failure("sync", path) }
  }

  /// Makes a folder that only its owner can enter, or takes one that is empty.
  /// - Returns: whether it was made.
  static func makeFolder(_ path: String) throws -> Bool {
    if mkdir(path, 0o700) == 0 { return true }
    guard errno == EEXIST else { throw failure("create", path) }
    guard let names = opendir(path) else { throw failure("open", path) }
    defer { closedir(names) }
    while let entry = readdir(names) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name == "." || name == ".." else {
        throw CommandError.refused("not_empty", "\(path) is not empty")
      }
    }
    return false
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

  private static func descriptor(_ path: String, _ flags: Int32) throws -> Int32 {
    let opened = open(path, flags | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw failure("open", path) }
    return opened
  }

  private static func write(
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
