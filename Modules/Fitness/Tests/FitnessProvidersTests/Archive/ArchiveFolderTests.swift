import Fitness
import FitnessProviders
import Glibc
import Testing

/// Files of an archive on disk.
@Suite struct ArchiveFolderTests {
  private struct Stopped: Error {}

  private func lines(_ folder: ArchiveFolder, _ name: String) async throws -> [String] {
    var found: [String] = []
    try await folder.read(name) { found += $0 }
    return found
  }

  @Test("A file is whole or as it was before")
  func whole() async throws {
    var template = Array("/tmp/atrium-archive-XXXXXX".utf8CString)
    let path = try #require(mkdtemp(&template).map { String(cString: $0) })
    let folder = ArchiveFolder(path: path, piece: 2)
    #expect(try await lines(folder, "a.jsonl") == [])
    try await folder.replace("a.jsonl") { append in
      try append(["1", "2"])
      try append(["3é"])
    }
    #expect(try await lines(folder, "a.jsonl") == ["1", "2", "3é"])
    await #expect(throws: Stopped.self) {
      try await folder.replace("a.jsonl") { append in
        try append(["4"])
        throw Stopped()
      }
    }
    #expect(try await lines(folder, "a.jsonl") == ["1", "2", "3é"])
    // Nobody else's business.
    var status = stat()
    #expect(stat("\(path)/a.jsonl", &status) == 0 && status.st_mode & 0o777 == 0o600)
    // What is cut off is not taken for whole.
    #expect(truncate("\(path)/a.jsonl", 6) == 0)
    await #expect(throws: BadArchiveLine.self) { _ = try await lines(folder, "a.jsonl") }
    for name in ["a.jsonl", "a.jsonl.part"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
