/// The declared settings, found by key and by variable.
struct Declarations {
  private static let fileSuffix = "_file"

  let all: [ErasedSetting]
  private var byKey: [SettingKey: Int] = [:]
  private var byVariable: [String: Int] = [:]
  /// Indexes of settings with wildcards.
  private var patterns: [Int] = []
  /// Keys and variables that two settings claim: a programming error.
  private(set) var clashes: [String] = []

  /// A key that was used, and what it stands for.
  struct Match {
    let setting: ErasedSetting
    /// Without wildcards.
    let key: SettingKey
    /// Whether it names a file that holds the value.
    let isFile: Bool
  }

  init(_ settings: [ErasedSetting]) {
    let hasMode = settings.contains { $0.key == DeploymentMode.setting.key }
    all = hasMode ? settings : settings + [DeploymentMode.setting.erased]
    for (index, setting) in all.enumerated() {
      if setting.key.hasWildcard {
        patterns.append(index)
      } else if byVariable.updateValue(index, forKey: setting.key.variable) != nil {
        clashes.append(setting.key.description)
      }
      byKey[setting.key] = index
    }
  }

  /// The setting that a key of the file belongs to.
  func match(key words: [String]) -> Match? {
    if let match = plainMatch(key: words, isFile: false) { return match }
    guard let last = words.last, last.hasSuffix(Self.fileSuffix) else { return nil }
    let plain = words.dropLast() + [String(last.dropLast(Self.fileSuffix.count))]
    return plainMatch(key: Array(plain), isFile: true).flatMap { $0.setting.isSecret ? $0 : nil }
  }

  private func plainMatch(key words: [String], isFile: Bool) -> Match? {
    let key = SettingKey(words: words)
    if let index = byKey[key] { return Match(setting: all[index], key: key, isFile: isFile) }
    let pattern = patterns.first { all[$0].key.names(in: words).map(fits(all[$0])) ?? false }
    return pattern.map { Match(setting: all[$0], key: key, isFile: isFile) }
  }

  /// The setting that a variable belongs to.
  func match(variable: String) -> Match? {
    if let match = plainMatch(variable: variable, isFile: false) { return match }
    let suffix = Self.fileSuffix.uppercased()
    guard variable.hasSuffix(suffix) else { return nil }
    return plainMatch(variable: String(variable.dropLast(suffix.count)), isFile: true)
      .flatMap { $0.setting.isSecret ? $0 : nil }
  }

  private func plainMatch(variable: String, isFile: Bool) -> Match? {
    if let index = byVariable[variable] {
      return Match(setting: all[index], key: all[index].key, isFile: isFile)
    }
    for index in patterns {
      guard let key = all[index].key.key(forVariable: variable),
        let names = all[index].key.names(in: key.words), fits(all[index])(names)
      else { continue }
      return Match(setting: all[index], key: key, isFile: isFile)
    }
    return nil
  }

  private func fits(_ setting: ErasedSetting) -> ([String]) -> Bool {
    { names in setting.allowedNames.isEmpty || names.allSatisfy(setting.allowedNames.contains) }
  }

  /// Whether some key lies below these words, so that they are a table.
  func isTable(_ words: [String]) -> Bool {
    all.contains { setting in
      setting.key.words.count > words.count
        && zip(setting.key.words, words).allSatisfy { $0 == $1 || SettingKey.isWildcard($0) }
    }
  }

  /// Every key that could be meant, wildcards filled with the names that are allowed.
  var concreteKeys: [SettingKey] {
    all.flatMap { setting in
      guard setting.key.hasWildcard else { return [setting.key] }
      return setting.allowedNames.map { setting.key.naming([$0]) }
    }
  }
}
