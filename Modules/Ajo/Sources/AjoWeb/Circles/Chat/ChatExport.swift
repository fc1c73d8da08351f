import Ajo
import Kernel
import Ports
import Router

/// What a person wrote to circles, for them to take away.
struct ChatExport: PersonalDataSource {
  let chat: ChatService
  private static let page = 200

  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .list("circle_messages") { append in
        var after: ChatMessage.ID?
        repeat {
          let found = try await chat.messages(by: user, after: after, limit: Self.page)
          for message in found {
            try await append(ChatMessageBody.shape.encode(ChatMessageBody(message)))
          }
          after = found.count == Self.page ? found.last?.id : nil
        } while after != nil
      }
    ]
  }
}
