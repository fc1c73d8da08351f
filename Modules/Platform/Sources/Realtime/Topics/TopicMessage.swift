internal import Events
internal import JSON
internal import Kernel

/// A message about a topic. An event's is made once, for everybody who follows the topic.
final class TopicMessage: Sendable {
  /// What it is called among server-sent events: the event's type, or the message's own.
  let name: String
  /// The topic; nil where the message is about none.
  let topic: String?
  /// Where whoever has read it stands in the topic's history; nil where that stays as it was.
  let cursor: TopicCursor?
  /// The JSON object.
  let json: [UInt8]

  private init(_ name: String, topic: String?, cursor: TopicCursor?, json: [UInt8]) {
    self.name = name
    self.topic = topic
    self.cursor = cursor
    self.json = json
  }

  /// What happened on a topic.
  convenience init(_ event: TopicEvent, epoch: String) {
    let cursor = TopicCursor(epoch: epoch, offset: event.offset)
    let json = SocketMessage.text("event") { writer in
      writer.key("topic")
      writer.value(event.topic)
      writer.key("epoch")
      writer.value(epoch)
      writer.key("offset")
      writer.value(event.offset)
      writer.key("event")
      writer.value(event.type)
      writer.key("at")
      writer.value("\(event.at)")
      writer.key("data")
      writer.raw(Array(event.data.utf8))
    }
    self.init(event.type, topic: event.topic, cursor: cursor, json: json)
  }

  /// Somebody follows a topic from a place on.
  /// - Parameter isRecovered: whether that is the place that was asked for; nil where none was.
  static func subscribed(
    _ topic: String, at cursor: TopicCursor, isRecovered: Bool?
  ) -> TopicMessage {
    let json = SocketMessage.text("subscribed") { writer in
      writer.key("topic")
      writer.value(topic)
      writer.key("epoch")
      writer.value(cursor.epoch)
      writer.key("offset")
      writer.value(cursor.offset)
      if let isRecovered {
        writer.key("recovered")
        writer.value(isRecovered)
      }
    }
    return TopicMessage("subscribed", topic: topic, cursor: cursor, json: json)
  }

  /// Somebody follows a topic no longer.
  static func unsubscribed(_ topic: String) -> TopicMessage {
    let json = SocketMessage.text("unsubscribed") { writer in
      writer.key("topic")
      writer.value(topic)
    }
    return TopicMessage("unsubscribed", topic: topic, cursor: nil, json: json)
  }

  /// Why a topic is not followed, or not any more.
  static func refused(_ refusal: TopicRefusal, _ topic: String?) -> TopicMessage {
    let json = SocketMessage.text("error") { writer in
      writer.key("code")
      writer.value(refusal.rawValue)
      // What is too long for a topic is not repeated.
      if let topic, topic.utf8.count <= TopicName.longest {
        writer.key("topic")
        writer.value(topic)
      }
      writer.key("message")
      writer.value(refusal.explanation)
    }
    return TopicMessage("error", topic: topic, cursor: nil, json: json)
  }
}

/// Why a topic is not followed.
enum TopicRefusal: String, Error, Hashable, Sendable, CaseIterable {
  /// It is somebody else's, or there is none: the two are not told apart.
  case forbidden
  /// It is not followed, so it cannot be left.
  case unknownTopic = "unknown_topic"
  /// As many are followed as may be.
  case tooManyTopics = "too_many_topics"
  /// The message has no topic, or a place in its history that cannot be one.
  case badMessage = "bad_message"

  fileprivate var explanation: String {
    switch self {
    case .forbidden: "There is no such topic for you."
    case .unknownTopic: "You do not follow this topic."
    case .tooManyTopics: "You follow as many topics as you may."
    case .badMessage: "A topic is text, an epoch is text with an offset, which is a whole number."
    }
  }
}
