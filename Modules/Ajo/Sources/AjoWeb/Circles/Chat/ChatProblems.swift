public import Ajo
import ContextKit
public import Kernel
import Router

// How refusals of chats are told.

extension ProblemKind {
  /// 409: a message is too old to be deleted.
  static let messageTooOld = ProblemKind(
    status: 409, code: "message_too_old", title: "The message is too old to be deleted")
}

extension Problem {
  /// 422: `up_to` names no message of the circle.
  static let unknownMessage = Problem(
    .validation,
    fields: [
      FieldError(
        field: "up_to", code: "unknown_message", message: "The circle has no such message.")
    ])
}

extension ChatRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .noSuchMessage: NotFound().problem
    case .notYours: Problem(.forbidden, detail: "Somebody else wrote this message.")
    case .tooOld:
      Problem(.messageTooOld, detail: "A message can be deleted for 15 minutes.")
    }
  }
}

extension TooManyMessages: Refusing {
  /// 429, with when to try again.
  public var problem: Problem {
    Problem(
      .tooManyRequests, detail: "You may write 20 messages a minute to a circle.",
      retryAfterSeconds: retryAfterSeconds,
      headers: [
        ("RateLimit-Limit", "\(ChatMessage.rate)"), ("RateLimit-Remaining", "0"),
        ("RateLimit-Reset", "\(retryAfterSeconds)"),
      ])
  }

  /// `too_many_requests`.
  public static var kinds: [ProblemKind] { [.tooManyRequests] }
}
