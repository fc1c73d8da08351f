import Glibc

/// Reads the folders and files of `Schemas/` with the C library: the server links this, and must
/// not carry Foundation for it.
enum SchemaFolder {
  /// The names of the `.sql` files in a folder, sorted.
  static func sqlFiles(in path: String) throws(UnreadableFolder) -> [String] {
    try entries(of: path).filter { $0.hasSuffix(".sql") && !$0.hasPrefix(".") }.sorted()
  }

  /// The names of the folders in a folder, sorted, without hidden ones.
  static func folders(in path: String) throws(UnreadableFolder) -> [String] {
    try entries(of: path)
      .filter { !$0.hasPrefix(".") && isFolder("\(path)/\($0)") }
      .sorted()
  }

  /// A file's text.
  static func contents(of path: String) throws(UnreadableFolder) -> String {
    guard let file = fopen(path, "rb") else { throw unreadable(path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    guard ferror(file) == 0 else { throw unreadable(path) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw UnreadableFolder(path: path, reason: "it is not UTF-8")
    }
    return text
  }

  private static func entries(of path: String) throws(UnreadableFolder) -> [String] {
    guard let directory = opendir(path) else { throw unreadable(path) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func unreadable(_ path: String) -> UnreadableFolder {
    UnreadableFolder(path: path, reason: String(cString: strerror(errno)))
  }
}
