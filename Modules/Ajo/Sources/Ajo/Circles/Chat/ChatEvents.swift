public import Events
import Kernel
import Work

/// The events of chats, for the catalogue. Their types and the members of their data never change.
public let chatEvents = [
  EventDeclaration(
    "ajo.message.posted",
    """
    A member wrote to a circle. The data has the message as its list has it: id, circle_id, \
    user_id, message and created_at.
    """),
  EventDeclaration(
    "ajo.message.deleted",
    "A member deleted a message. The data has id, circle_id, user_id and deleted_at."),
]

extension Circle {
  func event(ofPosted message: ChatMessage) -> Event {
    Event(
      "ajo.message.posted", of: aggregate, topics: [topic],
      data: PostedNews(
        id: "\(message.id)", circle_id: "\(id)", user_id: "\(message.userID)",
        message: message.text ?? "", created_at: "\(message.createdAt)"))
  }

  func event(ofDeleted message: ChatMessage) -> Event {
    Event(
      "ajo.message.deleted", of: aggregate, topics: [topic],
      data: DeletedNews(
        id: "\(message.id)", circle_id: "\(id)", user_id: "\(message.userID)",
        deleted_at: "\(message.deletedAt ?? message.createdAt)"))
  }
}

/// What an event tells of a message.
private struct PostedNews: Encodable, Sendable {
  let id: String
  let circle_id: String
  let user_id: String
  let message: String
  let created_at: String
}

/// What an event tells of a message that was deleted.
private struct DeletedNews: Encodable, Sendable {
  let id: String
  let circle_id: String
  let user_id: String
  let deleted_at: String
}
