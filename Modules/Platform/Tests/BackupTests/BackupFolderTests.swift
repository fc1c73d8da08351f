import Console
import Foundation
import Testing

@testable import Backup

@Suite("The folder of a backup")
struct BackupFolderTests {
  private let manifest = BackupManifest(
    release: "1.2.3", createdAt: BackupScene.noon, entries: [])

  private func refusal(_ path: String) -> String? {
    do throws(CommandError) {
      _ = try BackupFolder(claiming: path)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("It belongs to one backup from its claim to its manifest, and to nobody else afterwards")
  func claim() throws {
    let scene = try BackupScene()
    let path = "\(scene.folder)/backup"
    let folder = try BackupFolder(claiming: path)
    #expect(refusal(path) == "in_use")
    #expect(scene.files(in: "backup") == [BackupManifest.partialName])
    try folder.finish(with: manifest)
    #expect(refusal(path) == "not_empty")
    #expect(scene.files(in: "backup") == [BackupManifest.fileName])
  }

  @Test("It is left as it was found, and is free again")
  func leave() throws {
    let scene = try BackupScene()
    let path = "\(scene.folder)/backup"
    for _ in 0..<2 {
      let folder = try BackupFolder(claiming: path)
      try Data("copy".utf8).write(to: URL(filePath: "\(path)/ajo.sqlite"))
      folder.leave(removing: ["ajo.sqlite", "ajo.dump"])
      #expect(scene.files(in: "backup") == ["there is no such folder"])
    }
  }

  @Test("Only its owner can enter it, and no other file is touched")
  func others() throws {
    let scene = try BackupScene()
    let path = "\(scene.folder)/backup"
    let folder = try BackupFolder(claiming: path)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o700)
    folder.leave(removing: [])
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(filePath: "\(path)/mine.txt"))
    #expect(refusal(path) == "not_empty")
    #expect(scene.files(in: "backup") == ["mine.txt"])
  }
}
