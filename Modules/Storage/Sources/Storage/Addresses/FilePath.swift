import Glibc

/// Paths of files, however they are written.
public enum FilePath {
  /// The path without symbolic links, so that every name of a file leads to the same locks beside
  /// it. Of a file that is not there yet, the folder is looked up.
  public static func canonical(_ path: String) -> String {
    if let whole = resolved(path) { return whole }
    let slash = path.lastIndex(of: "/")
    guard let folder = resolved(slash.map { String(path[...$0]) } ?? ".") else { return path }
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
