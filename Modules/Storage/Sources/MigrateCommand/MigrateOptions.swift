import Kernel
import Migrations

/// A command line that makes no sense, or a command that is refused. Exit status 64.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The command line of `atrium-migrate`, read by hand: a word, and options in any order.
struct MigrateOptions: Equatable {
  enum Command: String, CaseIterable {
    case status, plan, apply, verify, drift, lint, new, baseline, down, repair
  }

  var command: Command?
  /// The words after the command: the name for `new`.
  var words: [String] = []
  var database: String?
  var schemas: String?
  var config: String?
  var servingRole: String?
  var contexts: [String]?
  var version: Int?
  var finding: Migrator.Finding?
  var waitSeconds = 1.0
  var json = false
  var yes = false
  var split = false
  var acceptsChecksums = false
  var wantsHelp = false
  var wantsRelease = false

  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-" else {
        try takeWord(argument)
        continue
      }
      // --option=value is --option value.
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      if try takeFlag(name, hasValue: parts.count == 2) { continue }
      let inline = parts.count == 2 ? String(parts[1]) : nil
      guard let value = inline ?? rest.popFirst() else {
        throw UsageError("\(name) needs a value")
      }
      try takeOption(name, value)
    }
  }

  private mutating func takeWord(_ word: String) throws(UsageError) {
    guard command != nil else {
      guard let command = Command(rawValue: word) else {
        if word == "help" {
          wantsHelp = true
          return
        }
        let known = Command.allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageError("there is no command \(SourceText.shown(word)); there are \(known)")
      }
      self.command = command
      return
    }
    guard command == .new, words.isEmpty else {
      throw UsageError("\(SourceText.shown(word)) is one word too many")
    }
    words.append(word)
  }

  private mutating func takeFlag(_ name: String, hasValue: Bool) throws(UsageError) -> Bool {
    let flag: WritableKeyPath<MigrateOptions, Bool>
    switch name {
    case "--json": flag = \.json
    case "--yes", "-y": flag = \.yes
    case "--split": flag = \.split
    case "--accept-checksums": flag = \.acceptsChecksums
    case "--help", "-h": flag = \.wantsHelp
    case "--release": flag = \.wantsRelease
    default: return false
    }
    guard !hasValue else { throw UsageError("\(name) takes no value") }
    self[keyPath: flag] = true
    return true
  }

  private mutating func takeOption(_ name: String, _ value: String) throws(UsageError) {
    switch name {
    case "--database": database = value
    case "--schemas": schemas = value
    case "--config": config = value
    case "--serving-role":
      guard !value.isEmpty else { throw UsageError("--serving-role needs a name") }
      servingRole = value
    case "--contexts", "--context":
      let names = value.split(separator: ",").map { $0.lowercased() }
      guard !names.isEmpty else { throw UsageError("\(name) needs a name") }
      contexts = (contexts ?? []) + names
    case "--to", "--version":
      guard let number = Int(value), number >= 0 else {
        throw UsageError("\(name) takes a version, such as 3")
      }
      version = number
    case "--as":
      guard let finding = Migrator.Finding(rawValue: value) else {
        throw UsageError("--as takes applied or pending")
      }
      self.finding = finding
    case "--wait":
      guard let seconds = Double(value), (0...86_400).contains(seconds) else {
        throw UsageError("--wait takes seconds, from 0 to 86400")
      }
      waitSeconds = seconds
    default:
      throw UsageError("there is no option \(name); see atrium-migrate --help")
    }
  }
}
