/// What somebody asks of the bot by a text.
public enum BotCommand: Hashable, Sendable {
  case start
  /// With what stands behind it; nil where nothing does.
  case check(String?)
  /// With what stands behind it; nil where nothing does.
  case bind(String?)
  case unbind, fines, premium, usage, language, help, paysupport, cancel
}

/// A text as the bot understands it.
public enum BotText: Hashable, Sendable {
  /// A command, or a word of the keyboard.
  case command(BotCommand)
  /// Anything else.
  case words(String)

  /// Reads a text: `/check`, `/CHECK@thisbot AB 123`, `Check`.
  /// - Parameter bot: the bot's username; nil where it is not known yet.
  public init(_ text: String, bot: String?) {
    let text = Self.trimmed(text)
    if let command = ReplyKeyboard.command(for: text) {
      self = .command(command)
      return
    }
    guard text.first == "/" else {
      self = .words(text)
      return
    }
    let end = text.firstIndex(where: \.isWhitespace) ?? text.endIndex
    let name = text[text.index(after: text.startIndex)..<end]
      .split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = Self.trimmed(String(text[end...]))
    let isOurs = name.count < 2 || bot.map { $0.lowercased() == name[1].lowercased() } ?? true
    guard isOurs, let word = name.first,
      let command = Self.command(word.lowercased(), rest.isEmpty ? nil : rest)
    else {
      self = .words(text)
      return
    }
    self = .command(command)
  }

  private static func command(_ name: String, _ rest: String?) -> BotCommand? {
    switch name {
    case "start": .start
    case "check": .check(rest)
    case "bind": .bind(rest)
    case "unbind": .unbind
    case "fines": .fines
    case "premium": .premium
    case "usage": .usage
    case "language": .language
    case "help": .help
    case "paysupport": .paysupport
    case "cancel": .cancel
    default: nil
    }
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}

/// The keyboard below a chat: its words are commands, in whichever language they were shown.
public enum ReplyKeyboard {
  /// The words of a language, in rows.
  public static func rows(in language: Language) -> [[String]] {
    let words = keys.map { language == .english ? $0.english : $0.russian }
    return stride(from: 0, to: words.count, by: 2).map {
      Array(words[$0..<min($0 + 2, words.count)])
    }
  }

  static func command(for text: String) -> BotCommand? {
    let text = text.lowercased()
    return keys.first { $0.english.lowercased() == text || $0.russian.lowercased() == text }?
      .command
  }

  private static let keys: [(command: BotCommand, english: String, russian: String)] = [
    (.check(nil), "Check", "Проверить"),
    (.fines, "Fines", "Штрафы"),
    (.premium, "Premium", "Премиум"),
    (.usage, "Usage", "Лимит"),
    (.language, "Language", "Язык"),
    (.help, "Help", "Помощь"),
  ]
}
