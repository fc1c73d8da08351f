import Foundation
import FuzzTargets
import Testing

/// Every input that was worth remembering, fed again without a fuzzer.
@Suite struct CorpusTests {
  static let corpora = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fuzz/Corpus").path

  static let targets = FuzzTarget.all.map(\.name)

  @Test("Every fuzz target has a corpus, and every corpus a target")
  func lists() throws {
    let corpora = try FileManager.default.contentsOfDirectory(atPath: Self.corpora)
    #expect(Set(Self.targets) == Set(corpora))
    #expect(Self.targets.count == corpora.count)
  }

  @Test("Every input of the corpus keeps the promises of its target", arguments: targets)
  func replay(_ name: String) async throws {
    let replay = Replay("\(Self.corpora)/\(name)")
    let inputs = try replay.inputs
    #expect(!inputs.isEmpty, "Fuzz/Corpus/\(name) holds no input")
    await #expect(processExitsWith: .success) {
      [name = name as String, replay = replay as Replay] in
      try replay.run(try #require(FuzzTarget.named(name)).check)
    }
    let journal = replay.takeJournal()
    #expect(
      journal.inputs == inputs,
      "ended at Fuzz/Corpus/\(name)/\(journal.inputs.last ?? ""): \(journal.said.prefix(1_000))")
  }
}
