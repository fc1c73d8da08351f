import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// What members of a circle write to each other.
func chatRoutes(_ chat: ChatService) -> [Route] {
  [
    .get(
      "/circles/{id}/chat", permission: .readCircles,
      summary: "List a circle's messages, newest first", refusals: [CircleRefusal.self]
    ) { (caller, query: ChatQuery) in
      let found = try await chat.messages(
        of: query.id, for: caller.userID, before: query.page.after ?? .max,
        limit: query.page.rowsToRead)
      return query.page.of(found) { ChatMessageBody($0) }
    },
    .post(
      "/circles/{id}/chat", permission: .changeCircles,
      summary: "Write to the members of a circle", status: 201,
      refusals: [CircleRefusal.self, TooManyMessages.self],
      answer: { (message: ChatMessage) in
        Reply.created(ChatMessageBody(message), at: "/circles/\(message.circleID)/chat")
      }
    ) { (caller, input: ChatInput, once) in
      try await chat.post(input.text, to: input.id, by: caller.userID, once: once)
    },
    .post(
      "/circles/{id}/chat/read", permission: .changeCircles,
      summary: "Mark a circle's messages as read, up to one of them",
      refusals: [CircleRefusal.self, ChatRefusal.self]
    ) { (caller, input: ChatReadInput) in
      UnreadBody(
        unread: try await chat.markRead(through: input.last, in: input.id, by: caller.userID))
    }.answering(ChatRefusal.noSuchMessage, with: .unknownMessage),
    .delete(
      "/circles/{id}/chat/{message_id}", permission: .changeCircles,
      summary: "Delete a message of yours within 15 minutes",
      refusals: [CircleRefusal.self, ChatRefusal.self],
      reading: { CircleItemPath<ChatMessage>("message_id", from: &$0) }
    ) { (caller, path) in
      try await chat.delete(path.id, in: path.circle, by: caller.userID)
      return Reply.noContent
    },
  ]
}

/// The path and query of `GET /circles/{id}/chat`.
struct ChatQuery: RequestInput {
  let id: Circle.ID
  let page: PageRequest<ChatMessage, Int64>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    page = fields.page("ajo.chat", by: \.number)
  }
}

/// The path and body of `POST /circles/{id}/chat`.
struct ChatInput: RequestInput {
  let id: Circle.ID
  let text: String

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    text = fields.body("message", .text(length: ChatMessage.length))
  }
}

/// The path and body of `POST /circles/{id}/chat/read`.
struct ChatReadInput: RequestInput {
  let id: Circle.ID
  let last: ChatMessage.ID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    last = fields.body("up_to", .id(of: ChatMessage.self))
  }
}

/// A message on the wire.
struct ChatMessageBody: ResponseBody {
  let message: ChatMessage

  init(_ message: ChatMessage) {
    self.message = message
  }

  static let shape = Shape<ChatMessageBody>(
    "CircleMessage",
    .id("id") { $0.message.id },
    .id("circle_id") { $0.message.circleID },
    .id("user_id") { $0.message.userID },
    .optionalString("message") { $0.message.text },
    .instant("created_at") { $0.message.createdAt },
    .optionalInstant("deleted_at") { $0.message.deletedAt })
}

/// How much a member has not read, on the wire.
struct UnreadBody: ResponseBody {
  let unread: Int

  static let shape = Shape<UnreadBody>("CircleUnread", .integer("unread") { $0.unread })
}
