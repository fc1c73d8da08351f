/// The name of a setting: words with dots between them, as tables and keys of TOML nest.
///
/// A word in angle brackets stands for any one word: `storage.<context>.url`.
public struct SettingKey: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The words.
  public let words: [String]

  /// A key from its text.
  public init(_ text: String) { words = text.split(separator: ".").map(String.init) }

  /// A key from its text.
  public init(stringLiteral value: String) { self.init(value) }

  init(words: [String]) { self.words = words }

  /// `auth.social.google.jwks_url`.
  public var description: String { words.joined(separator: ".") }

  /// Whether one of the words stands for any.
  public var hasWildcard: Bool { words.contains { Self.isWildcard($0) } }

  /// The environment variable: `ATRIUM_AUTH_SOCIAL_GOOGLE_JWKS_URL`. Wildcards stay in brackets.
  public var variable: String {
    "ATRIUM_" + words.map { Self.isWildcard($0) ? $0 : $0.uppercased() }.joined(separator: "_")
  }

  /// The key with its wildcards replaced in order; superfluous names are left out.
  public func naming(_ names: [String]) -> SettingKey {
    var names = names[...]
    return SettingKey(words: words.map { Self.isWildcard($0) ? names.popFirst() ?? $0 : $0 })
  }

  static func isWildcard(_ word: String) -> Bool { word.hasPrefix("<") && word.hasSuffix(">") }

  /// What the wildcards stand for if this key fits a concrete one.
  func names(in concrete: [String]) -> [String]? {
    guard concrete.count == words.count else { return nil }
    var names: [String] = []
    for (pattern, word) in zip(words, concrete) {
      if Self.isWildcard(pattern) {
        names.append(word)
      } else if pattern != word {
        return nil
      }
    }
    return names
  }

  /// The concrete key that a variable names if this key, with one wildcard, fits it.
  func key(forVariable variable: String) -> SettingKey? {
    let parts = self.variable.split(
      separator: "<", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let close = parts[1].firstIndex(of: ">") else { return nil }
    let (prefix, suffix) = (parts[0], parts[1][parts[1].index(after: close)...])
    guard !suffix.contains("<"), variable.count > prefix.count + suffix.count,
      variable.hasPrefix(prefix), variable.hasSuffix(suffix)
    else { return nil }
    let name = variable.dropFirst(prefix.count).dropLast(suffix.count).lowercased()
    return naming([name])
  }
}
