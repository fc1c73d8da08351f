import ContextKit
import JSON
import Kernel
import Router
import RuntimeSettings

/// What administrators change while servers run.
func settingRoutes(_ settings: SettingCatalogue) -> [Route] {
  [
    .get(
      "/api/admin/settings", permission: .readSettings,
      summary: "List all settings, by context and key"
    ) { (_, query: SettingsQuery) in
      let after = query.page.after.map { SettingName($0.first, $0.second) }
      let found = try await settings.list(
        of: query.context, after: after, limit: query.page.rowsToRead)
      return query.page.of(found) { SettingBody(setting: $0) }
    },
    .get(
      "/api/admin/settings/{context}/{key}", permission: .readSettings, summary: "Show a setting",
      otherStatuses: [304]
    ) { (_, path: SettingPath) in
      SettingBody(setting: try await settings.setting(path.name)).versioned
    },
    .put(
      "/api/admin/settings/{context}/{key}", permission: .changeSettings,
      summary: "Change a setting"
    ) { (caller, input: SettingInput) in
      let changed = try await settings.change(
        input.name, to: input.value, ifMatch: input.ifMatch, by: caller.actor)
      return SettingBody(setting: changed).versioned
    }
    .described(
      "Every server works by the new value within a second. `null` puts the default back. What "
        + "the setting has already changes nothing."),
    .delete(
      "/api/admin/settings/{context}/{key}", permission: .changeSettings,
      summary: "Put the default of a setting back"
    ) { (caller, input: SettingReset) in
      let changed = try await settings.change(
        input.name, to: .standard, ifMatch: input.ifMatch, by: caller.actor)
      return SettingBody(setting: changed).versioned
    },
    .get(
      "/api/admin/settings/{context}/{key}/history", permission: .readSettings,
      summary: "List the changes of a setting, newest first"
    ) { (_, query: SettingHistoryQuery) in
      let found = try await settings.history(
        of: query.name, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { SettingChangeBody(setting: $0) }
    },
  ]
}

/// The query of `GET /api/admin/settings`.
struct SettingsQuery: RequestInput {
  let context: String?
  let page: PageRequest<SettingState, CursorPair<String, String>>

  init(from fields: inout RequestFields) {
    context = fields.query("context", .string(length: 1...100, of: .visibleASCII))
    page = fields.page("platform.settings", by: \.name.context, \.name.key)
  }
}

/// The path of one setting.
struct SettingPath: RequestInput {
  let name: SettingName

  init(from fields: inout RequestFields) {
    name = fields.settingName()
  }
}

/// `PUT /api/admin/settings/{context}/{key}`.
struct SettingInput: RequestInput {
  let name: SettingName
  let value: NewSetting
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    name = fields.settingName()
    fields.exactlyOne(of: "value")
    value = fields.patchBody("value", .jsonText).applied(to: nil).map { .json($0) } ?? .standard
    ifMatch = fields.ifMatch()
  }
}

/// `DELETE /api/admin/settings/{context}/{key}`.
struct SettingReset: RequestInput {
  let name: SettingName
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    name = fields.settingName()
    ifMatch = fields.ifMatch()
  }
}

/// The query of `GET /api/admin/settings/{context}/{key}/history`.
struct SettingHistoryQuery: RequestInput {
  let name: SettingName
  let page: PageRequest<SettingState, Int64>

  init(from fields: inout RequestFields) {
    name = fields.settingName()
    page = fields.page("platform.settings.history", by: \.version)
  }
}

extension SettingState {
  /// How often it was changed.
  var version: Int64 { stored?.version ?? 0 }
}

extension RequestFields {
  fileprivate mutating func settingName() -> SettingName {
    let word = FieldType<String>.string(length: 1...100, of: .visibleASCII)
    return SettingName(path("context", word), path("key", word))
  }
}

extension FieldType where Value == String {
  /// Any JSON value, as its text.
  static var jsonText: FieldType {
    FieldType(
      schema: .anything, placeholder: { "null" },
      readJSON: { value, _ in String(decoding: value.rawText, as: UTF8.self) },
      readText: { _, report in
        report.reject("wrong_type", "Only JSON can hold this.")
        return nil
      })
  }
}

/// A setting on the wire.
struct SettingBody: ResponseBody {
  let setting: SettingState

  private var bounds: SettingBounds { setting.declaration.bounds }

  static let shape = Shape<SettingBody>(
    "Setting",
    .string("context") { $0.setting.name.context },
    .string("key") { $0.setting.name.key },
    .enumeration("type") { $0.setting.declaration.kind },
    .json("value") { Array($0.setting.valueJSON.utf8) },
    .json("default") { Array($0.setting.declaration.defaultJSON.utf8) },
    .string("description") { $0.setting.declaration.documentation },
    .bool("is_dangerous") { $0.setting.declaration.isDangerous },
    .strings("choices") { $0.bounds.choices }.when { !$0.bounds.choices.isEmpty },
    .json("minimum") { $0.bounds.minimum.map { Array($0.utf8) } }
      .when { $0.bounds.minimum != nil },
    .json("maximum") { $0.bounds.maximum.map { Array($0.utf8) } }
      .when { $0.bounds.maximum != nil },
    .integer("max_length") { $0.bounds.maximumLength ?? 0 }
      .when { $0.bounds.maximumLength != nil },
    .integer("version") { $0.setting.version },
    .optionalInstant("updated_at") { $0.setting.stored?.updatedAt },
    .optionalID("updated_by") { $0.setting.stored?.updatedBy })

  /// The setting and its version.
  var versioned: Reply<SettingBody> { Reply.ok(self).etag(setting.etag) }
}

/// One change of a setting on the wire.
struct SettingChangeBody: ResponseBody {
  let setting: SettingState

  static let shape = Shape<SettingChangeBody>(
    "SettingChange",
    .integer("version") { $0.setting.version },
    .json("value") { Array($0.setting.valueJSON.utf8) },
    .bool("is_default") { $0.setting.stored?.json == nil },
    .optionalInstant("updated_at") { $0.setting.stored?.updatedAt },
    .optionalID("updated_by") { $0.setting.stored?.updatedBy })
}
