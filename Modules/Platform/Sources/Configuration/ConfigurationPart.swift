/// The settings that concern a tool which acts on the same things as the server, and nothing else.
///
/// The tool must not fail because another setting of the server is missing or mistaken; but what
/// may be one of its own, misspelt, would have it act on other things than those that are meant.
public struct ConfigurationPart: Sendable {
  /// The first words of its keys: `storage` for `storage.default`.
  public let tables: Set<String>

  /// The settings whose keys begin with one of these words.
  public init(tables: Set<String>) {
    self.tables = tables
  }

  func holds(_ key: SettingKey) -> Bool { key.words.first.map(tables.contains) ?? false }

  /// Whether a key, a table or a variable is one of the part's, or may be one that is misspelt.
  func concerns(_ subject: String, among keys: [SettingKey]) -> Bool {
    let isVariable = subject.hasPrefix(Self.prefix)
    let words =
      isVariable
      ? subject.dropFirst(Self.prefix.count).lowercased().split(separator: "_")
      : subject.split(separator: ".")
    if let first = words.first, tables.contains(String(first)) { return true }
    func names(of keys: [SettingKey]) -> [String] {
      isVariable ? keys.map(\.variable) : keys.map(\.description) + keys.map { $0.words[0] }
    }
    let nearest = Suggestion.nearest(to: subject, among: names(of: keys))
    return nearest.map(names(of: keys.filter(holds)).contains) ?? false
  }

  private static var prefix: String { "ATRIUM_" }
}
