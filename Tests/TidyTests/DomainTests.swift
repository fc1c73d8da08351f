import Testing

/// What a context's domain may know: the target that is called as the context.
@Suite struct DomainTests {
  /// Every module that a domain may import: values, and what may be asked of the world.
  static let allowed: Set<String> = [
    "Kernel", "Crypto", "Ports", "Ledger", "Work", "Events", "Synchronization", "Payments",
  ]

  /// What asks the process for the time, an id or a random number.
  static let ambient = [
    "SystemClock(", "SystemRandomSource(", "SystemRandomNumberGenerator", ".random(in:",
    ".randomElement(", ".shuffled(", "clock_gettime", "gettimeofday", "ContinuousClock",
    "SuspendingClock",
  ]

  /// Where a context may ask the process all the same, and why.
  static let ambientFiles: Set<String> = [
    // A command runs in a process of its own, and prints the password that it made.
    "Modules/Auth/Sources/AuthWeb/Commands/UserCommands.swift"
  ]

  static let domains = SourceTree.files.filter { SourceTree.contexts.contains($0.target) }

  static let web = SourceTree.files.filter { file in
    file.target.hasSuffix("Web") && SourceTree.contexts.contains(String(file.target.dropLast(3)))
  }

  @Test("A context's domain knows no SQL, no HTTP and no JSON: it imports what is listed alone")
  func imports() {
    for file in Self.domains {
      for name in file.imports {
        #expect(
          Self.allowed.contains(name), "\(file.path) imports \(name), which no domain needs")
      }
    }
  }

  @Test("Time, ids and randomness come in: contexts ask no clock and no generator of the process")
  func ambientSources() {
    for file in Self.domains + Self.web where !Self.ambientFiles.contains(file.path) {
      for (number, line) in file.code {
        for text in Self.ambient where line.contains(text) {
          Issue.record("\(file.path):\(number) has \(text): ask what the initializer is given")
        }
      }
    }
  }

  @Test("Money is never a floating-point number: domains have none")
  func floatingPoint() {
    for file in Self.domains {
      for (number, line) in file.code
      where (line.contains("Double") || line.contains("Float"))
        && line.contains(#/\b(?:Double|Float|Float16|Float80|CGFloat)\b/#)
      {
        Issue.record("\(file.path):\(number) has a floating-point number: count in whole units")
      }
    }
  }
}
