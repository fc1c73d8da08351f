/// How a user wants to be told of things, besides in the app, where they always are.
public struct NotificationPreferences: Codable, Hashable, Sendable {
  /// Ways to reach a user outside of the app.
  public struct Channels: Codable, Hashable, Sendable {
    /// By mail.
    public var email: Bool
    /// By text message.
    public var sms: Bool
    /// By a push message to their devices.
    public var push: Bool

    /// Ways to reach a user; all of them unless given.
    public init(email: Bool = true, sms: Bool = true, push: Bool = true) {
      self.email = email
      self.sms = sms
      self.push = push
    }
  }

  /// What is chosen for one event; nil leaves it to the channels.
  public struct Choice: Codable, Hashable, Sendable {
    /// By mail.
    public var email: Bool?
    /// By text message.
    public var sms: Bool?
    /// By a push message.
    public var push: Bool?

    /// A choice.
    public init(email: Bool? = nil, sms: Bool? = nil, push: Bool? = nil) {
      self.email = email
      self.sms = sms
      self.push = push
    }
  }

  /// Hours in which nothing rings that can wait.
  public struct QuietHours: Codable, Hashable, Sendable {
    /// When they begin on the wall's clock: `22:00`.
    public var from: String
    /// When they end: `07:00`. They are over midnight if this is earlier.
    public var to: String
    /// The IANA zone of the wall.
    public var zone: String

    /// Quiet hours.
    public init(from: String, to: String, zone: String) {
      self.from = from
      self.to = to
      self.zone = zone
    }
  }

  /// Which ways are open at all.
  public var channels: Channels
  /// What is chosen for single events, by their names.
  public var events: [String: Choice]
  /// When nothing rings that can wait; nil for never.
  public var quietHours: QuietHours?
  /// The language of what is written, as a BCP 47 tag; one that is not had falls back to English.
  public var language: String

  /// Preferences; everything is on at first.
  public init(
    channels: Channels = Channels(), events: [String: Choice] = [:],
    quietHours: QuietHours? = nil, language: String = "en"
  ) {
    self.channels = channels
    self.events = events
    self.quietHours = quietHours
    self.language = language
  }
}

/// Why preferences are not taken.
public enum PreferenceRefusal: Error, Hashable, Sendable {
  /// Nobody can choose for this event.
  case criticalEvent(String)
  /// There is no such event.
  case unknownEvent(String)
}

extension NotificationPreferences {
  /// Refuses choices that there are none of.
  /// - Parameter critical: the events there are, and whether each is critical.
  /// - Throws: the refusal of the first event by name.
  public func check(against critical: [String: Bool]) throws(PreferenceRefusal) {
    for event in events.keys.sorted() {
      guard let isCritical = critical[event] else { throw .unknownEvent(event) }
      if isCritical { throw .criticalEvent(event) }
    }
  }
}
