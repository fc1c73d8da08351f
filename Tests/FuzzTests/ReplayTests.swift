import Foundation
import FuzzSupport
import Testing

/// What it takes for an input to fail: shown by failures that are planted.
@Suite struct ReplayTests {
  @Test(
    "An input that is treated wrongly ends the replay, and the last name told is its own",
    arguments: [
      ("broken", "property violated: as planted\n"),
      ("unequal", "property violated: planted, too\n"),
      ("trapped", ""), ("endless", ""),
    ])
  func failures(_ failure: String, _ told: String) async throws {
    let inputs = try Inputs(["a", failure, "well"])
    await #expect(processExitsWith: .failure) { [replay = inputs.replay as Replay] in
      try replay.run(planted)
    }
    let journal = inputs.replay.takeJournal()
    #expect(journal.inputs == ["a", failure])
    #expect(journal.said.hasPrefix(told), "\(journal.said)")
  }

  @Test("Inputs that are treated well are all fed, in the order of their names")
  func success() async throws {
    let inputs = try Inputs(["b", "a", "c"])
    await #expect(processExitsWith: .success) { [replay = inputs.replay as Replay] in
      try replay.run(planted)
    }
    let journal = inputs.replay.takeJournal()
    #expect(journal.inputs == ["a", "b", "c"])
    #expect(journal.said == "")
  }
}

/// A target without a parser, which the input tells how to fail.
private func planted(_ bytes: [UInt8]) {
  switch String(decoding: bytes, as: UTF8.self) {
  case "broken": require(false, "as planted")
  case "unequal": requireEqual(bytes.count, 0, "planted, too")
  case "trapped": require(bytes[bytes.count] == 0, "read behind the end")
  case "endless": while true { pause() }
  default: break
  }
}

/// A folder of inputs, each named by what it holds, removed with the last reference.
private final class Inputs {
  let replay: Replay

  init(_ inputs: [String]) throws {
    var replay = Replay("\(NSTemporaryDirectory())/atrium-fuzz-\(UUID().uuidString)")
    replay.seconds = 1
    self.replay = replay
    try FileManager.default.createDirectory(
      atPath: replay.folder, withIntermediateDirectories: true)
    for input in inputs {
      try Data(input.utf8).write(to: URL(filePath: "\(replay.folder)/\(input)"))
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: replay.folder)
  }
}
