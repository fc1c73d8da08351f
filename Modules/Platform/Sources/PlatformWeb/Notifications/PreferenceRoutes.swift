import JSON
import Jobs
public import Kernel
public import Notifications
import Router

/// How users want to be told of things.
func preferenceRoutes(_ desk: NotificationDesk) -> [Route] {
  [
    .get(
      "/api/notifications/preferences", permission: .ownNotifications,
      summary: "Show how you want to be notified", otherStatuses: [304]
    ) { caller in
      let (content, version) = try await desk.preferences(of: caller.userID)
      return PreferencesBody(content: content, version: version).tagged
    },
    .put(
      "/api/notifications/preferences", permission: .ownNotifications,
      summary: "Choose how you want to be notified", refusals: [PreferenceRefusal.self]
    ) { (caller, input: PreferencesInput) in
      let version = try await desk.replace(
        input.preferences, of: caller.userID,
        precondition: { try input.ifMatch.check(ETag(version: $0)) })
      return PreferencesBody(content: input.preferences, version: version).tagged
    },
  ]
}

extension ProblemKind {
  /// 422: everybody is told of the event whatever they choose.
  static let criticalEvent = ProblemKind(
    status: 422, code: "critical_event", title: "This event cannot be switched off")
}

extension PreferenceRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .criticalEvent(let event):
      Problem(
        .criticalEvent, detail: "Everybody is told of \(event).",
        fields: [
          FieldError(
            field: "events.\(event)", code: "critical_event", message: "Everybody is told of this.")
        ])
    case .unknownEvent(let event):
      Problem(
        .validation,
        fields: [
          FieldError(
            field: "events.\(event)", code: "unknown", message: "There is no such event.")
        ])
    }
  }

  /// What each case is answered.
  public static var kinds: [ProblemKind] { [.criticalEvent, .validation] }
}

/// The condition and body of `PUT /api/notifications/preferences`. What is left out is as at first.
struct PreferencesInput: RequestInput {
  let ifMatch: IfMatch?
  let preferences: NotificationPreferences

  init(from fields: inout RequestFields) {
    ifMatch = fields.ifMatch()
    let channels = fields.optionalBody("channels", .object(ChannelsInput.self))
    let events = fields.optionalBody("events", .json)
    let quiet = fields.nullableBody("quiet_hours", .object(QuietHoursInput.self))
    let language = fields.optionalBody("language", .languageTag)
    preferences = NotificationPreferences(
      channels: channels?.channels ?? NotificationPreferences.Channels(),
      events: events.map { Self.choices($0, &fields) } ?? [:],
      quietHours: quiet?.hours, language: language ?? "en")
  }

  /// Reads `{"booking.confirmed": {"email": false}}`.
  private static func choices(
    _ value: JSONValue, _ fields: inout RequestFields
  ) -> [String: NotificationPreferences.Choice] {
    guard value.kind == .object, value.count <= 500 else {
      fields.fail("events", "wrong_type", "This must be an object of at most 500 events.")
      return [:]
    }
    var choices: [String: NotificationPreferences.Choice] = [:]
    for (event, choice) in value.members {
      var chosen = NotificationPreferences.Choice()
      guard choice.kind == .object else {
        fields.fail("events.\(event)", "wrong_type", "This must be an object.")
        continue
      }
      for (channel, isOn) in choice.members {
        let isOn = isOn.bool
        switch channel {
        case "email": chosen.email = isOn
        case "sms": chosen.sms = isOn
        case "push": chosen.push = isOn
        case "in_app" where isOn == true: break
        default:
          fields.fail(
            "events.\(event).\(channel)", "not_allowed", "Choose among email, sms and push.")
        }
        if isOn == nil {
          fields.fail("events.\(event).\(channel)", "wrong_type", "This must be true or false.")
        }
      }
      choices[event] = chosen
    }
    return choices
  }
}

/// The channels of a body.
struct ChannelsInput: RequestInput {
  let channels: NotificationPreferences.Channels

  init(from fields: inout RequestFields) {
    channels = NotificationPreferences.Channels(
      email: fields.body("email", .bool, default: true),
      sms: fields.body("sms", .bool, default: true),
      push: fields.body("push", .bool, default: true))
    if fields.optionalBody("in_app", .bool) == false {
      fields.fail("in_app", "not_allowed", "What is told in the app cannot be switched off.")
    }
  }
}

/// The quiet hours of a body.
struct QuietHoursInput: RequestInput {
  let hours: NotificationPreferences.QuietHours

  init(from fields: inout RequestFields) {
    let from = fields.body("from", .timeOfDay)
    let to = fields.body("to", .timeOfDay)
    let zone = fields.body("zone", .timeZone)
    hours = NotificationPreferences.QuietHours(from: from, to: to, zone: zone)
    if from == to, !fields.isAtFault("from"), !fields.isAtFault("to") {
      fields.fail("to", "not_allowed", "Quiet hours end at another time than they begin.")
    }
  }
}

extension FieldType where Value == String {
  /// A time of day, as `22:00`.
  static var timeOfDay: FieldType {
    FieldType<String>.string(length: 5...5).compactMap(
      placeholder: "00:00", code: "invalid", message: "This must be a time such as 22:00."
    ) { TimeOfDay($0)?.description }
  }

  /// An IANA zone.
  static var timeZone: FieldType {
    FieldType<String>.string(length: 1...64).compactMap(
      placeholder: "UTC", code: "unknown", message: "There is no such time zone."
    ) { (try? TimeZoneRules(identifier: $0)).map(\.identifier) }
  }

  /// A BCP 47 tag such as `en` or `pt-BR`, in the form that is kept.
  static var languageTag: FieldType {
    FieldType<String>.string(length: 2...35).compactMap(
      placeholder: "en", code: "invalid", message: "This must be a language tag such as pt-BR."
    ) { text in
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      let isTag =
        (2...8).contains(parts[0].utf8.count) && parts[0].utf8.allSatisfy(\.isLetter)
        && parts.dropFirst().allSatisfy { part in
          (1...8).contains(part.utf8.count)
            && part.utf8.allSatisfy { $0.isLetter || (0x30...0x39).contains($0) }
        }
      return isTag ? text : nil
    }
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}

/// Preferences on the wire.
struct PreferencesBody: ResponseBody {
  let content: NotificationPreferences
  let version: Int64

  static let shape = Shape<PreferencesBody>(
    "NotificationPreferences",
    .object("channels") { ChannelsBody(channels: $0.content.channels) },
    .json("events") { events(of: $0.content) },
    .optionalObject("quiet_hours") { $0.content.quietHours.map { QuietHoursBody(hours: $0) } },
    .string("language") { $0.content.language })

  /// The body with the version that `If-Match` asks for.
  var tagged: Reply<PreferencesBody> { Reply.ok(self).etag(ETag(version: version)) }

  private static func events(of content: NotificationPreferences) -> [UInt8] {
    var writer = JSONWriter(reserving: 64)
    writer.beginObject()
    for (event, choice) in content.events.sorted(by: { $0.key < $1.key }) {
      writer.key(event)
      writer.beginObject()
      for (channel, isOn) in [
        ("email", choice.email), ("sms", choice.sms), ("push", choice.push),
      ] {
        guard let isOn else { continue }
        writer.key(channel)
        writer.value(isOn)
      }
      writer.endObject()
    }
    writer.endObject()
    return writer.bytes
  }
}

/// Channels on the wire.
struct ChannelsBody: ResponseBody {
  let channels: NotificationPreferences.Channels

  static let shape = Shape<ChannelsBody>(
    "NotificationChannels", .bool("email") { $0.channels.email },
    .bool("sms") { $0.channels.sms }, .bool("push") { $0.channels.push })
}

/// Quiet hours on the wire.
struct QuietHoursBody: ResponseBody {
  let hours: NotificationPreferences.QuietHours

  static let shape = Shape<QuietHoursBody>(
    "QuietHours", .string("from") { $0.hours.from }, .string("to") { $0.hours.to },
    .string("zone") { $0.hours.zone })
}
