public import Kernel
public import Work

/// A way to reach a user.
public enum Channel: String, Hashable, Sendable, CaseIterable {
  /// In the app, where everything is to be found.
  case inApp = "in_app"
  /// By mail.
  case email
  /// By text message.
  case sms
  /// By a push message to their devices.
  case push

  /// Whether it rings where the user is, whatever they do.
  public var rings: Bool { self == .sms || self == .push }
}

/// Why a message does not go by a channel.
public enum SuppressionReason: String, Hashable, Sendable, CaseIterable {
  /// The business has switched the channel off.
  case featureOff = "feature_off"
  /// The user does not want it.
  case preference
  /// The user has no address there: no mail, no phone, no device.
  case unreachable
}

/// What becomes of a message on one channel.
public enum ChannelVerdict: Hashable, Sendable {
  /// It goes at once.
  case now
  /// It goes when quiet hours are over.
  case later(Instant)
  /// It does not go.
  case suppressed(SuppressionReason)
}

/// Chooses the channels of messages to one user.
public struct ChannelChoice: Sendable {
  /// How the user wants to be told of things.
  public let preferences: NotificationPreferences
  /// Where the user has an address.
  public let reachable: Set<Channel>
  /// What the business has switched off.
  public let off: Set<Channel>

  /// A choice for a user.
  /// - Parameter reachable: the channels on which there is an address; the app is always one.
  public init(
    _ preferences: NotificationPreferences, reachable: Set<Channel>, off: Set<Channel> = []
  ) {
    self.preferences = preferences
    self.reachable = reachable.union([.inApp])
    self.off = off
  }

  /// What becomes of a message.
  /// - Parameters:
  ///   - event: what it tells of. Critical ones pass over preferences and quiet hours.
  ///   - channels: those that the event goes by.
  ///   - priority: what has a high one rings in quiet hours too.
  public func verdicts(
    on event: NotificationEvent, by channels: Set<Channel>, priority: Notification.Priority,
    at now: Instant
  ) -> [Channel: ChannelVerdict] {
    Dictionary(
      uniqueKeysWithValues: channels.map { channel in
        (channel, verdict(event, channel, priority, now))
      })
  }

  private func verdict(
    _ event: NotificationEvent, _ channel: Channel, _ priority: Notification.Priority,
    _ now: Instant
  ) -> ChannelVerdict {
    if channel == .inApp { return .now }
    if off.contains(channel) { return .suppressed(.featureOff) }
    guard event.isCritical || preferences.wants(event.name, by: channel) else {
      return .suppressed(.preference)
    }
    guard reachable.contains(channel) else { return .suppressed(.unreachable) }
    guard !event.isCritical, priority == .normal, channel.rings,
      let end = preferences.quietHours?.end(after: now)
    else { return .now }
    return .later(end)
  }
}

extension NotificationPreferences {
  /// Whether a user wants to be told of an event by a channel: what is chosen for the event, or
  /// else for the channel.
  func wants(_ event: String, by channel: Channel) -> Bool {
    let choice = events[event]
    return switch channel {
    case .inApp: true
    case .email: choice?.email ?? channels.email
    case .sms: choice?.sms ?? channels.sms
    case .push: choice?.push ?? channels.push
    }
  }
}
