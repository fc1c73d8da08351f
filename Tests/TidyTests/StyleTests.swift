import Testing

/// Style that a machine can check.
@Suite struct StyleTests {
  /// Words that are not to be found in code, with what to use instead.
  static let banned: [(text: String, isAllowed: @Sendable (SourceFile) -> Bool, instead: String)] =
    [
      ("TODO", { _ in false }, "do it, or write it down outside of the code"),
      ("FIXME", { _ in false }, "mend it"),
      ("fatalError(", { _ in false }, "throw an error that names what is wrong"),
      ("try!", { $0.isTest }, "handle the error"),
      ("as!", { $0.isTest }, "use a cast that can fail"),
      ("Task.sleep", { !$0.isTest }, "tests move an injected clock or wait for an event"),
      ("usleep(", { !$0.isTest }, "tests move an injected clock or wait for an event"),
      ("Thread.sleep", { _ in false }, "wait for an event"),
      ("Date()", { $0.isTest }, "ask the injected clock"),
      ("UUID()", { $0.isTest }, "ask the injected id source"),
      (
        "print(", { $0.isTest || $0.path.hasPrefix("Apps/") || $0.target == "embed-schemas" },
        "use the log"
      ),
      ("../shared", { _ in false }, "the project stands by itself"),
    ]

  @Test("No file holds what the ban list names")
  func banList() {
    for file in SourceTree.files where !file.path.hasPrefix("Tests/TidyTests") {
      for rule in Self.banned where !rule.isAllowed(file) {
        for (number, line) in file.lines.enumerated() where line.contains(rule.text) {
          Issue.record("\(file.path):\(number + 1) has \(rule.text): \(rule.instead)")
        }
      }
    }
  }

  @Test(
    "No value that closures may capture stores a UInt128, which Swift 6.3 lays out wrongly there")
  func wideIntegers() {
    for file in SourceTree.files where !file.isTest && !file.target.hasSuffix("Testing") {
      for (number, line) in file.lines.enumerated()
      where line.contains("let ") && line.hasSuffix(": UInt128") {
        Issue.record("\(file.path):\(number + 1): keep an Identifier, or two UInt64")
      }
    }
  }

  @Test("What the compiler does not check about Sendable is said, and why it holds")
  func uncheckedSendable() {
    for file in SourceTree.files where !file.path.hasPrefix("Tests/TidyTests") {
      for (number, line) in file.lines.enumerated() where line.contains("@unchecked Sendable") {
        let next = file.lines[(number + 1)...].first ?? ""
        if line.hasSuffix("{"), !next.trimmedStart.hasPrefix("// Unchecked: ") {
          Issue.record("\(file.path):\(number + 2): say \"// Unchecked: \" and why it holds")
        }
      }
    }
  }

  @Test("No amount stands beside a floating-point number, in domains or elsewhere")
  func money() {
    for file in SourceTree.files where !file.isTest {
      for (number, line) in file.lines.enumerated()
      where ["Double", "Float"].contains(where: line.contains)
        && ["money", "amount", "balance"].contains(where: line.lowercased().contains)
      {
        Issue.record("\(file.path):\(number + 1) has an amount beside a Double")
      }
    }
  }

  @Test("A file holds one idea: at most 400 lines, half of them under 200")
  func fileLengths() {
    let lengths = SourceTree.files.map { ($0.path, $0.lines.count) }
    for (path, length) in lengths {
      #expect(length <= 400, "\(path) has \(length) lines")
    }
    let sorted = lengths.map(\.1).sorted()
    #expect(sorted[sorted.count / 2] < 200)
  }

  @Test("A folder of sources can be taken in at a glance: at most 25 files")
  func folderSizes() {
    let sources = SourceTree.files.filter { $0.path.contains("/Sources/") }
    for (folder, files) in Dictionary(grouping: sources, by: \.folder) {
      #expect(
        files.count <= 25,
        "\(folder) has \(files.count) files: make folders in it, one for each idea")
    }
  }

  @Test("A function fits a screen: at most 70 lines")
  func functionLengths() {
    for file in SourceTree.files {
      for function in Self.functions(in: file) where function.length > 70 {
        Issue.record("\(file.path):\(function.line) runs over \(function.length) lines")
      }
    }
  }

  @Test("Lines are at most 100 columns, links and long literals apart")
  func lineLengths() {
    for file in SourceTree.files where !file.isTest {
      for (number, line) in file.lines.enumerated() where line.count > 100 {
        #expect(
          line.contains("://") || line.contains("\""),
          "\(file.path):\(number + 1) has \(line.count) columns")
      }
    }
  }

  /// Functions by their indentation: from `func` to the closing brace at the same depth.
  static func functions(in file: SourceFile) -> [(line: Int, length: Int)] {
    var found: [(line: Int, length: Int)] = []
    for (number, line) in file.lines.enumerated() {
      let words = line.split(separator: " ")
      guard words.contains("func") || words.contains(where: { $0.hasPrefix("init(") }),
        !line.trimmedStart.hasPrefix("//"), !line.trimmedStart.hasPrefix("\"")
      else { continue }
      let indentation = line.prefix { $0 == " " }
      let end = file.lines[(number + 1)...].firstIndex { $0 == indentation + "}" }
      let next = file.lines[(number + 1)...].firstIndex {
        $0.hasPrefix(indentation) && $0.dropFirst(indentation.count).first != " " && !$0.isEmpty
      }
      guard let end, let next, next >= end || file.lines[next].hasSuffix("{") else { continue }
      found.append((number + 1, end - number + 1))
    }
    return found
  }
}

extension String {
  fileprivate var trimmedStart: Substring { drop { $0 == " " } }
}
