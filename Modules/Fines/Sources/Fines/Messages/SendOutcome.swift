/// What Telegram says when it does not do what it is asked.
public struct TelegramRefusal: Error, Hashable, Sendable {
  /// The code: those of HTTP.
  public let code: Int
  /// In words, for people; programs have nothing else to tell cases apart.
  public let description: String
  /// How long to wait, in seconds.
  public let retryAfter: Int64?

  /// A refusal.
  public init(code: Int, description: String, retryAfter: Int64? = nil) {
    self.code = code
    self.description = description
    self.retryAfter = retryAfter
  }
}

/// What to do after a call of Telegram that did not succeed.
public enum SendStep: Hashable, Sendable {
  /// The same again, after so many seconds; nothing else to that chat before.
  case wait(Int64)
  /// The same again, after a while that grows.
  case again
  /// The same without tags.
  case plainText
  /// The same as a text with links.
  case withoutMedia
  /// The person blocked the bot or is gone: nothing more to that chat.
  case pause
  /// It is as if it had succeeded.
  case done
  /// Give it up.
  case giveUp

  /// What follows from a refusal; nil stands for no answer at all.
  public init(after refusal: TelegramRefusal?) {
    guard let refusal else {
      self = .again
      return
    }
    let words = refusal.description.lowercased()
    func says(_ parts: String...) -> Bool { parts.contains(where: words.contains) }
    switch refusal.code {
    case 429: self = .wait(min(max(1, refusal.retryAfter ?? 1), 86_400))
    case 500...: self = .again
    case 403: self = .pause
    // The token is wrong or another server polls: nothing is lost by waiting.
    case 401, 404, 409: self = .again
    case 400 where says("chat not found", "user is deactivated", "bot was blocked"): self = .pause
    case 400 where says("can't parse entities", "can't find end"): self = .plainText
    case 400
    where says(
      "http url", "wrong file identifier", "webpage_", "media_empty", "photo_invalid",
      "image_process_failed", "wrong type of the web page"):
      self = .withoutMedia
    case 400
    where says(
      "query is too old", "query_id_invalid", "message is not modified",
      "charge_already_refunded"):
      self = .done
    default: self = .giveUp
    }
  }

  /// How long before another try, in seconds.
  /// - Parameter attempts: how many there were, at least one.
  public static func delay(after attempts: Int) -> Int64 {
    let delays: [Int64] = [1, 5, 30, 120, 600, 3_600]
    return delays[min(max(1, attempts), delays.count) - 1]
  }
}
