import Kernel

/// The configuration while it is read: what was found so far, and what was wrong.
struct Loading {
  private struct Found {
    let setting: ErasedSetting
    let read: ReadValue
    let origin: SettingOrigin
    let rank: Int
  }

  private struct Mistake {
    let rank: Int
    /// The key or the variable that it is about; nil where nobody can say.
    let subject: String?
    let problem: ConfigurationProblem
  }

  /// Sources in ascending order of precedence.
  private enum Rank {
    static let file = 1
    static let dotEnv = 2
    static let environment = 3
  }

  private let declarations: Declarations
  private var found: [SettingKey: Found] = [:]
  private var problems: [Mistake] = []
  /// Keys that were given a value that does not fit; they are not also reported as missing.
  private var attempted: Set<SettingKey> = []
  /// Variables that Kubernetes sets by itself.
  private var serviceLinks: [String] = []
  /// With a file that is no TOML nobody knows what is missing.
  private var knowsAll = true

  init(_ settings: [ErasedSetting]) {
    declarations = Declarations(settings)
    for clash in declarations.clashes {
      report(Rank.file, nil, "the program declares `\(clash)` twice, or another of its variable")
    }
  }

  /// What the installation is for, as far as was read.
  var mode: DeploymentMode {
    let key = DeploymentMode.setting.key
    return found[key]?.read.value as? DeploymentMode
      ?? DeploymentMode.setting.defaultValue ?? .production
  }

  private mutating func report(
    _ rank: Int, _ place: String?, _ message: String, about subject: String? = nil
  ) {
    problems.append(
      Mistake(
        rank: rank, subject: subject,
        problem: ConfigurationProblem(place: place, message: message)))
  }

  // MARK: Variables

  mutating func read(_ environment: [String: String]) {
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
      read(variable: name, value, .environment(variable: name), Rank.environment)
    }
  }

  mutating func readDotEnv(_ path: String) {
    let bytes: [UInt8]
    do {
      bytes = try FileText.read(path)
    } catch {
      if case .unreadable(let reason) = error {
        report(Rank.dotEnv, path, "cannot be read: \(reason)")
      }
      return
    }
    // What is no UTF-8 becomes U+FFFD, which no value has.
    let text = SourceText.trimmed(String(decoding: bytes, as: UTF8.self))
    let (entries, malformed) = DotEnv.parse(text)
    for line in malformed { report(Rank.dotEnv, "\(path):\(line)", "expected NAME=value") }
    for entry in entries {
      read(variable: entry.name, entry.value, .dotEnv(path: path, line: entry.line), Rank.dotEnv)
    }
  }

  private mutating func read(
    variable name: String, _ value: String, _ origin: SettingOrigin, _ rank: Int
  ) {
    guard Self.isOurs(name) else { return }
    let place = rank == Rank.environment ? name : "\(origin)"
    guard let match = declarations.match(variable: name) else {
      if Configuration.extraVariables.contains(name) { return }
      if ServiceLink.isOne(name, value: value) { return serviceLinks.append(name) }
      let subject = rank == Rank.environment ? "unknown variable" : "unknown variable `\(name)`"
      report(rank, place, subject + hint(forVariable: name), about: name)
      return
    }
    if match.isFile {
      readSecret(match, path: value, place, rank)
    } else {
      keep(match, origin, place, rank) { setting throws(UnfitValue) in
        try setting.readText(value)
      }
    }
  }

  private static func isOurs(_ name: String) -> Bool {
    name.hasPrefix("ATRIUM_") && !name.hasPrefix("ATRIUM_TEST_")
  }

  private func hint(forVariable name: String) -> String {
    let known = declarations.concreteKeys.map(\.variable) + Configuration.extraVariables
    return Suggestion.hint(for: name, among: known)
  }

  // MARK: The file

  mutating func readTOML(_ named: String?, orIfPresent fallback: String) {
    let path = named ?? fallback
    do {
      let table = try TOMLParser.parse(FileText.read(path))
      walk(table, [], path)
    } catch let error as TOMLError {
      knowsAll = false
      report(Rank.file, "\(path):\(error.position.line)", error.message)
    } catch FileText.Failure.absent {
      if named != nil { report(Rank.file, path, "there is no such file") }
    } catch FileText.Failure.unreadable(let reason) {
      report(Rank.file, path, "cannot be read: \(reason)")
    } catch {
      report(Rank.file, path, "cannot be read")
    }
  }

  private mutating func walk(_ table: TOMLTable, _ above: [String], _ path: String) {
    for (word, node) in table.members {
      let words = above + [word]
      let place = "\(path):\(node.position.line)"
      if let match = declarations.match(key: words) {
        read(match, node, path, place)
      } else if case .table(let inner) = node.value, declarations.isTable(words) {
        walk(inner, words, path)
      } else {
        reportUnknown(words, isTable: node.value.typeName == "a table", place)
      }
    }
  }

  private mutating func reportUnknown(_ words: [String], isTable: Bool, _ place: String) {
    let key = words.joined(separator: ".")
    let known = declarations.concreteKeys.map(\.words)
    let candidates = Set(
      isTable
        ? known.filter { $0.count > words.count }.map { $0[..<words.count].joined(separator: ".") }
        : known.map { $0.joined(separator: ".") })
    var hint = Suggestion.hint(for: key, among: candidates)
    if hint.isEmpty {
      let above = words.dropLast().map { "\($0)." }.joined()
      hint = Suggestion.list(
        candidates.filter { $0.hasPrefix(above) && !$0.dropFirst(above.count).contains(".") })
    }
    report(Rank.file, place, "unknown \(isTable ? "table" : "key") `\(key)`" + hint, about: key)
  }

  private mutating func read(
    _ match: Declarations.Match, _ node: TOMLNode, _ path: String, _ place: String
  ) {
    if match.isFile {
      guard case .string(let secret) = node.value else {
        report(
          Rank.file, place, "`\(match.key)_file` must be the path of a file in quotes",
          about: "\(match.key)")
        return
      }
      readSecret(match, path: secret, place, Rank.file)
    } else if match.setting.isSecret {
      attempted.insert(match.key)
      report(
        Rank.file, place,
        "`\(match.key)` is a secret and has no place in this file; "
          + "set \(match.key.variable) or `\(match.key)_file`", about: "\(match.key)")
    } else {
      let origin = SettingOrigin.file(path: path, line: node.position.line)
      keep(match, origin, place, Rank.file) { setting throws(UnfitValue) in
        try setting.readTOML(node.value)
      }
    }
  }

  // MARK: Values

  /// Reads a secret out of a file of its own.
  private mutating func readSecret(
    _ match: Declarations.Match, path: String, _ place: String, _ rank: Int
  ) {
    attempted.insert(match.key)
    let key = "\(match.key)"
    let bytes: [UInt8]
    do {
      bytes = try FileText.read(SourceText.trimmed(path))
    } catch {
      switch error {
      case .absent: report(rank, place, "the file of `\(key)` does not exist", about: key)
      case .unreadable(let reason):
        report(rank, place, "the file of `\(key)` cannot be read: \(reason)", about: key)
      }
      return
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      report(rank, place, "the file of `\(key)` is not UTF-8", about: key)
      return
    }
    keep(match, .secretFile(path: path), place, rank) { setting throws(UnfitValue) in
      try setting.readText(text)
    }
  }

  private mutating func keep(
    _ match: Declarations.Match, _ origin: SettingOrigin, _ place: String, _ rank: Int,
    _ read: (ErasedSetting) throws(UnfitValue) -> ReadValue
  ) {
    attempted.insert(match.key)
    do {
      let value = try read(match.setting)
      if let earlier = found[match.key] {
        if earlier.rank == rank {
          report(
            rank, place, "`\(match.key)` is already set by \(earlier.origin)", about: "\(match.key)"
          )
        }
        if earlier.rank >= rank { return }
      }
      found[match.key] = Found(
        setting: match.setting, read: value, origin: origin, rank: rank)
    } catch {
      report(
        rank, place, "`\(match.key)` must be \(error.expectation)", about: "\(match.key)")
    }
  }

  /// - Parameter part: the part that matters; nil for all of it. What is wrong elsewhere is left
  ///   alone, and so is what is missing there.
  /// - Throws: everything that was wrong.
  func finish(_ part: ConfigurationPart? = nil) throws(ConfigurationErrors) -> Configuration {
    let known = declarations.concreteKeys
    var entries: [Configuration.Entry] = []
    var values: [SettingKey: any Sendable] = [:]
    var missing: [ConfigurationProblem] = []
    for (key, found) in found {
      values[key] = found.read.value
      let shown = found.setting.isSecret ? "***" : found.read.text
      entries.append(.init(key: key, value: shown, origin: found.origin, setting: found.setting))
    }
    for setting in declarations.all where !setting.key.hasWildcard && found[setting.key] == nil {
      guard let fallback = setting.fallback else {
        let matters = part.map { $0.holds(setting.key) } ?? true
        if !attempted.contains(setting.key), knowsAll, matters { missing.append(required(setting)) }
        continue
      }
      values[setting.key] = fallback.value
      let shown = setting.isSecret && !fallback.text.isEmpty ? "***" : fallback.text
      entries.append(.init(key: setting.key, value: shown, origin: .fallback, setting: setting))
    }
    let concerned = problems.filter { mistake in
      guard let part, let subject = mistake.subject else { return true }
      return part.concerns(subject, among: known)
    }
    let all = concerned.sorted { $0.rank < $1.rank }.map(\.problem) + missing
    guard all.isEmpty else { throw ConfigurationErrors(problems: all) }
    return Configuration(entries: entries, values: values, serviceLinks: serviceLinks)
  }

  private func required(_ setting: ErasedSetting) -> ConfigurationProblem {
    let ways = setting.isSecret ? " or `\(setting.key)_file`" : ""
    return ConfigurationProblem(
      place: nil,
      message: "`\(setting.key)` is required: set it, or \(setting.key.variable)\(ways)")
  }
}
