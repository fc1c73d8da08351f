public import Fines
import JSON
import Kernel

/// Reads what Telegram sends: an update of its Bot API, by webhook or by `getUpdates`.
public enum UpdateReader {
  /// What an update turned out to be.
  public enum Reading: Hashable, Sendable {
    /// One that the bot handles.
    case update(BotUpdate)
    /// One that it does not: of a group, of another bot, of a kind that was not asked for.
    case unusable(id: Int64)
    /// No update at all.
    case malformed
  }

  /// Reads one update.
  public static func read(_ bytes: [UInt8]) -> Reading {
    guard let document = try? JSONDocument(parsing: bytes) else { return .malformed }
    return read(document.root)
  }

  /// Reads the answer to `getUpdates`; nil if it is none.
  public static func readAll(_ bytes: [UInt8]) -> [Reading]? {
    guard let document = try? JSONDocument(parsing: bytes), document.root["ok"]?.bool == true,
      let result = document.root["result"], result.kind == .array
    else { return nil }
    return result.elements.map(read)
  }

  private static func read(_ update: JSONValue) -> Reading {
    guard let id = update["update_id"]?.int64 else { return .malformed }
    guard let (person, content) = content(of: update) else { return .unusable(id: id) }
    return .update(BotUpdate(id: id, person: person, content: content))
  }

  private typealias Found = (TelegramPerson, BotUpdate.Content)

  private static func content(of update: JSONValue) -> Found? {
    if let message = update["message"] { return self.message(message) }
    if let query = update["callback_query"] { return button(query) }
    if let query = update["pre_checkout_query"] { return checkout(query) }
    if let change = update["my_chat_member"] { return membership(change) }
    return nil
  }

  private static func message(_ message: JSONValue) -> Found? {
    guard isPrivate(message["chat"]), let person = person(message["from"]) else { return nil }
    if let payment = message["successful_payment"] {
      guard let payload = payment["invoice_payload"]?.string, let amount = amount(payment),
        let charge = payment["telegram_payment_charge_id"]?.string
      else { return nil }
      return (person, .starsPaid(payload: payload, amount: amount, chargeID: charge))
    }
    return (person, .text(message["text"]?.string ?? ""))
  }

  private static func button(_ query: JSONValue) -> Found? {
    // The message below which the button stands may be too old to be told.
    if let message = query["message"], !message.isNull, !isPrivate(message["chat"]) { return nil }
    guard let person = person(query["from"]), let id = query["id"]?.string,
      let data = query["data"]?.string
    else { return nil }
    return (person, .button(queryID: id, data: data))
  }

  private static func checkout(_ query: JSONValue) -> Found? {
    guard let person = person(query["from"]), let id = query["id"]?.string,
      let payload = query["invoice_payload"]?.string, let amount = amount(query)
    else { return nil }
    let checkout = Checkout(payer: person.id, payload: payload, amount: amount)
    return (person, .checkout(queryID: id, checkout))
  }

  private static func membership(_ change: JSONValue) -> Found? {
    guard isPrivate(change["chat"]), let person = person(change["from"]),
      let status = change["new_chat_member"]?["status"]?.string
    else { return nil }
    switch status {
    case "member", "administrator", "creator": return (person, .membership(isMember: true))
    case "kicked", "left": return (person, .membership(isMember: false))
    default: return nil
    }
  }

  private static func amount(_ payment: JSONValue) -> Money? {
    guard let total = payment["total_amount"]?.int64, total > 0,
      let code = payment["currency"]?.string
    else { return nil }
    let stars = PaymentBooks.stars
    guard let unit = code == stars.code ? stars : Currency.unit(of: code) else { return nil }
    return Money(minorUnits: total, unit: unit)
  }

  private static func isPrivate(_ chat: JSONValue?) -> Bool { chat?["type"]?.string == "private" }

  private static func person(_ from: JSONValue?) -> TelegramPerson? {
    guard let from, from["is_bot"]?.bool != true,
      let id = from["id"]?.int64.flatMap(TelegramID.init)
    else { return nil }
    return TelegramPerson(
      id: id, firstName: name(from["first_name"]), lastName: name(from["last_name"]),
      username: name(from["username"]), languageCode: name(from["language_code"]))
  }

  /// A name as it may be kept; nil for none, an empty one too.
  private static func name(_ value: JSONValue?) -> String? {
    guard let text = value?.string, !text.isEmpty else { return nil }
    return ForeignText.plain(text, upTo: 64)
  }
}
