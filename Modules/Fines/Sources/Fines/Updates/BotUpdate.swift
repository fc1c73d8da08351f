public import Kernel

/// Something that happened between a person and the bot, as far as the bot cares.
public struct BotUpdate: Hashable, Sendable {
  /// Telegram's number of it.
  public let id: Int64
  /// Who.
  public let person: TelegramPerson
  /// What.
  public let content: Content

  /// What happened.
  public enum Content: Hashable, Sendable {
    /// A message was written; the text is empty where it has none, as with a picture.
    case text(String)
    /// A button was pressed.
    case button(queryID: String, data: String)
    /// Telegram asks whether Stars may be taken.
    case checkout(queryID: String, Checkout)
    /// Stars were paid.
    case starsPaid(payload: String, amount: Money, chargeID: String)
    /// The person blocked the bot, or let it in again.
    case membership(isMember: Bool)
  }

  /// An update.
  public init(id: Int64, person: TelegramPerson, content: Content) {
    self.id = id
    self.person = person
    self.content = content
  }

  /// Whether it waits behind what happened before in its chat. What Telegram wants answered within
  /// seconds waits for nothing.
  public var isInOrder: Bool {
    if case .checkout = content { return false }
    return true
  }
}
