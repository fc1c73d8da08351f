import Crypto
import Storage

/// What one engine runs for one migration: the text of one file.
public struct MigrationScript: Sendable, Hashable {
  /// The file's name.
  public let file: String
  /// The text, with line ends as `\n` whatever the file had.
  public let text: String
  /// SHA-256 of the text, 64 small hexadecimal digits. Line ends do not count, so that a checkout
  /// on another system is the same migration.
  public let checksum: String
  /// Whether it runs inside a transaction: false for a file marked `-- atrium: no-transaction`.
  public let isTransactional: Bool
  /// The dangers that the file accepts by name: `-- atrium: accept drop-table`.
  public let accepted: Set<String>
  /// The statements, in order.
  public let statements: [SQLStatement]

  /// Reads a file. What is wrong with it is added to `problems`.
  init(
    file: String, contents: String, dialect: Dialect, stream: String,
    problems: inout [MigrationFileProblem]
  ) {
    self.file = file
    text = Self.normalised(contents)
    checksum = Hex.encode(SHA256.hash(Array(text.utf8)))

    func report(_ kind: MigrationFileProblem.Kind, line: Int?, _ message: String) {
      problems.append(
        MigrationFileProblem(kind, stream: stream, file: file, line: line, message))
    }
    let directives = ScriptDirectives(text)
    for unknown in directives.unknown {
      report(
        .unknownDirective, line: unknown.line,
        "unknown: -- atrium: \(unknown.text); known are no-transaction and accept NAME")
    }
    isTransactional = !directives.noTransaction
    accepted = directives.accepted
    do {
      statements = try SQLStatement.split(text, dialect: dialect)
      ScriptRules.check(self, dialect: dialect, report: report)
    } catch {
      statements = []
      report(.unterminated, line: error.line, "\(error.what) is never closed")
    }
  }

  private static func normalised(_ contents: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(contents.utf8.count)
    for byte in contents.utf8 {
      if byte == UInt8(ascii: "\n"), bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
      bytes.append(byte)
    }
    // The byte order mark that some editors put first is no SQL.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
