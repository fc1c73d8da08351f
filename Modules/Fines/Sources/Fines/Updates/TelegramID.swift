/// The id of a person at Telegram, which is also the id of their private chat with the bot.
public struct TelegramID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Up to 52 bits today.
  public let rawValue: Int64

  /// An id; nil unless it is a person's: above nothing.
  public init?(_ rawValue: Int64) {
    guard rawValue > 0 else { return nil }
    self.rawValue = rawValue
  }

  /// In digits.
  public var description: String { String(rawValue) }

  /// By number.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Somebody as an update of Telegram tells of them.
public struct TelegramPerson: Hashable, Sendable {
  /// Who.
  public let id: TelegramID
  /// The first name.
  public let firstName: String?
  /// The last name; nil for those who have none, or no more.
  public let lastName: String?
  /// The name by which they can be found.
  public let username: String?
  /// The language of their app: `ru`, `pt-br`.
  public let languageCode: String?

  /// Somebody.
  public init(
    id: TelegramID, firstName: String?, lastName: String? = nil, username: String? = nil,
    languageCode: String? = nil
  ) {
    self.id = id
    self.firstName = firstName
    self.lastName = lastName
    self.username = username
    self.languageCode = languageCode
  }
}
