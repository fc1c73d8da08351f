import Console
import Glibc

/// The folder that one backup is written into.
///
/// Two that begin at once must not mix their files. Whoever creates the manifest's partial file,
/// which the system lets one process do, has the folder; it is renamed when the backup is whole.
struct BackupFolder {
  let path: String
  private let isNew: Bool

  /// Makes a folder that only its owner can enter, or takes one that is empty.
  /// - Throws: `CommandError`: `in_use` where another backup has it, `not_empty`, or what the
  ///   system has against it.
  init(claiming path: String) throws(CommandError) {
    self.path = path
    isNew = mkdir(path, 0o700) == 0
    guard isNew || errno == EEXIST else { throw BackupFile.failure("create", path) }
    let claim = open(partialManifest, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard claim >= 0 else {
      guard errno == EEXIST else { throw BackupFile.failure("create", partialManifest) }
      throw .refused(
        "in_use", "\(path) belongs to another backup, which is under way or was killed")
    }
    close(claim)
    // Looked at only now: a backup that has just ended left its files before it gave the claim up.
    do throws(CommandError) {
      let files = try names().filter { $0 != BackupManifest.partialName }
      guard files.isEmpty else { throw .refused("not_empty", "\(path) is not empty") }
    } catch {
      leave(removing: [])
      throw error
    }
  }

  private var partialManifest: String { "\(path)/\(BackupManifest.partialName)" }

  /// Writes the manifest, which makes the folder a backup: nobody ever sees a part of it under its
  /// name.
  func finish(with manifest: BackupManifest) throws {
    try BackupFile.sync(path)
    let target = try BackupFile.descriptor(partialManifest, O_WRONLY | O_TRUNC)
    defer { close(target) }
    try manifest.json.withUnsafeBytes { try BackupFile.write($0, to: target, partialManifest) }
    let whole = "\(path)/\(BackupManifest.fileName)"
    guard fsync(target) == 0, rename(partialManifest, whole) == 0 else {
      throw BackupFile.failure("write", whole)
    }
    try BackupFile.sync(path)
  }

  /// Leaves the folder as it was: without these files, and without itself if it is new.
  func leave(removing files: [String]) {
    for file in files { unlink("\(path)/\(file)") }
    // Last: from here on the folder may be another backup's.
    unlink(partialManifest)
    if isNew { rmdir(path) }
  }

  private func names() throws(CommandError) -> [String] {
    guard let folder = opendir(path) else { throw BackupFile.failure("open", path) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
