public import Fines
import JSON
import Kernel

/// Reads what Telegram answers to a call of its Bot API.
public enum CallReader {
  /// What a call came to.
  public enum Reading: Hashable, Sendable {
    /// It was done; the id of the message that was sent, if one was.
    case done(messageID: Int64?)
    /// It was refused.
    case refused(TelegramRefusal)
  }

  /// Reads an answer; nil if it is none of Telegram's, as from a proxy that stands before it.
  public static func read(_ bytes: [UInt8]) -> Reading? {
    guard let root = (try? JSONDocument(parsing: bytes))?.root, let isGood = root["ok"]?.bool
    else { return nil }
    guard !isGood else {
      // An album's answer is an array of messages.
      let first = root["result"].flatMap { $0.elements.first { _ in true } ?? $0 }
      return .done(messageID: first?["message_id"]?.int64)
    }
    guard let code = root["error_code"]?.int64 else { return nil }
    return .refused(
      TelegramRefusal(
        code: Int(clamping: code),
        description: ForeignText.plain(root["description"]?.string ?? "", upTo: 500),
        retryAfter: root["parameters"]?["retry_after"]?.int64))
  }
}
