public import Fitness
import Glibc

/// A folder with the files of an archive, for its owner only.
public struct ArchiveFolder: StepArchiveFiles {
  private let path: String
  /// How many lines are handed over at once.
  private let piece: Int

  /// The files of a folder that is there. Names that begin with `/` or `./` stand for themselves.
  public init(path: String, piece: Int = 1_000) {
    self.path = path
    self.piece = piece
  }

  /// What the system has against a file.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, and what is wrong with it.
    public let description: String

    init(_ verb: String, _ file: String, _ code: Int32 = errno) {
      description = "cannot \(verb) \(file): \(String(cString: strerror(code)))"
    }
  }

  /// Whether there is a file of a name.
  public func has(_ name: String) -> Bool { access(place(of: name), F_OK) == 0 }

  /// Hands over a file's lines, in pieces.
  public func read(_ name: String, _ lines: ([String]) async throws -> Void) async throws {
    let file = place(of: name)
    guard has(name) else { return }
    let opened = open(file, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw Failure("open", file) }
    defer { close(opened) }
    var (buffer, rest, found) = ([UInt8](repeating: 0, count: 1 << 16), [UInt8](), [String]())
    while true {
      let count = Glibc.read(opened, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure("read", file) }
      if count == 0 { break }
      for octet in buffer[..<count] {
        if octet != UInt8(ascii: "\n") {
          rest.append(octet)
          continue
        }
        found.append(String(decoding: rest, as: UTF8.self))
        rest.removeAll(keepingCapacity: true)
      }
      if found.count >= piece {
        try await lines(found)
        found = []
      }
    }
    // A line that does not end was cut off.
    guard rest.isEmpty else { throw BadArchiveLine() }
    if !found.isEmpty { try await lines(found) }
  }

  /// Puts a file in place of one of the same name, once all of it is on disk.
  public func replace(
    _ name: String, _ lines: (_ append: ([String]) throws -> Void) async throws -> Void
  ) async throws {
    let (file, part) = (place(of: name), place(of: name) + ".part")
    let opened = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw Failure("open", part) }
    do {
      defer { close(opened) }
      try await lines { try Self.append($0, to: opened, part) }
      guard fsync(opened) == 0 else { throw Failure("sync", part) }
    }
    guard rename(part, file) == 0 else { throw Failure("rename", part) }
    try syncNames()
  }

  /// So that a crash does not bring back the names that were there before.
  private func syncNames() throws {
    let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw Failure("open", path) }
    defer { close(opened) }
    guard fsync(opened) == 0 else { throw Failure("sync", path) }
  }

  private func place(of name: String) -> String {
    name.hasPrefix("/") || name.hasPrefix("./") ? name : "\(path)/\(name)"
  }

  private static func append(_ lines: [String], to opened: Int32, _ file: String) throws {
    let octets = lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
    try octets.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = write(
          opened, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        guard count > 0 || errno == EINTR else { throw Failure("write", file) }
        rest = rest.dropFirst(max(0, count))
      }
    }
  }
}
