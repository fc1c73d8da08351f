/// The languages that the bot speaks.
public enum Language: String, Hashable, Sendable, CaseIterable {
  /// English.
  case english = "en"
  /// Russian.
  case russian = "ru"

  /// The language for a first contact, by that of the person's app (`ru`, `ru-RU`, `pt-br`).
  public init(firstContact code: String?) {
    self = code?.lowercased().hasPrefix("ru") == true ? .russian : .english
  }

  /// Which form of a noun goes with a number (Unicode CLDR, cardinal, whole numbers).
  public func plural(_ count: Int64) -> PluralForm {
    let count = count.magnitude
    switch self {
    case .english: return count == 1 ? .one : .many
    case .russian:
      let (tens, ones) = (count % 100, count % 10)
      if ones == 1, tens != 11 { return .one }
      if (2...4).contains(ones), !(12...14).contains(tens) { return .few }
      return .many
    }
  }
}

/// A form of a noun beside a number.
public enum PluralForm: String, Hashable, Sendable, CaseIterable {
  /// 1 fine, 21 штраф.
  case one
  /// 2 штрафа; English has none.
  case few
  /// 5 fines, 5 штрафов.
  case many
}
