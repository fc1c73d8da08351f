import Foundation

/// Feeds a target what the files of a folder hold, one after the other.
///
/// An input that is treated wrongly ends the process that feeds it, by a broken promise, a trap or
/// the alarm: it is to be one that nobody needs. What is told goes into a file, which outlives it.
struct Replay: Codable {
  /// What a replay has told.
  struct Journal {
    /// The inputs that were begun with. Where one failed, it is the last.
    var inputs: [String] = []
    /// What the target said, or the library in its name.
    var said = ""
  }

  /// The folder of inputs.
  let folder: String
  /// How long an input may take. Generous: nothing is optimised, and the machine may be busy.
  var seconds: UInt32 = 60
  private let journal: String

  /// Prepares to feed the files of a folder.
  init(_ folder: String) {
    self.folder = folder
    journal = "\(NSTemporaryDirectory())/atrium-fuzz-\(UUID().uuidString)"
  }

  /// The inputs, by the names of their files.
  /// - Throws: when there is no such folder.
  var inputs: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }

  /// Feeds a target, in the process that is there for it.
  /// - Throws: when an input cannot be read.
  func run(_ check: ([UInt8]) -> Void) throws {
    // In the place of standard error, where a process says why it ends. Once all is well the
    // testing library takes its leave there.
    let usual = dup(STDERR_FILENO)
    dup2(open(journal, O_WRONLY | O_CREAT | O_EXCL, 0o600), STDERR_FILENO)
    defer { dup2(usual, STDERR_FILENO) }
    for name in try inputs {
      let line = Self.mark + name + "\n"
      write(STDERR_FILENO, line, line.utf8.count)
      let input = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
      alarm(seconds)
      check(Array(input))
    }
    alarm(0)
  }

  /// Takes what was told, once the process has ended.
  func takeJournal() -> Journal {
    defer { unlink(journal) }
    let told = FileManager.default.contents(atPath: journal) ?? Data()
    var read = Journal()
    for line in String(decoding: told, as: UTF8.self).split(separator: "\n") {
      if line.hasPrefix(Self.mark) {
        read.inputs.append(String(line.dropFirst(Self.mark.count)))
      } else {
        read.said += line + "\n"
      }
    }
    return read
  }

  /// What the line of an input begins with.
  private static let mark = "> "
}
