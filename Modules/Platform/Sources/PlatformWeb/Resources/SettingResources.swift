import AdminResources
import PlatformSQL

/// The settings that administrators change while servers run.
enum SettingResources {
  static let settings = AdminResource(
    "settings", "Setting", plural: "Settings", table: PlatformTables.settings, id: .string,
    fields: [
      AdminField("context", "Context", .text), AdminField("key", "Key", .text),
      AdminField("value", "Value", .json), AdminField("version", "Version", .int),
      AdminField("updated_at", "Changed", .instant).nullable,
      .user("updated_by", "Changed by").nullable,
    ],
    columns: ["context", "key", "value", "updated_at", "updated_by"],
    filters: [.init("context")], sort: .init("context", fields: ["context"]),
    changes: .init(update: ["value"], revertible: true),
    actions: [
      AdminAction(
        "reset", "Put the default back",
        confirm: .init("Put the default back?", "Every server works by it within a second."))
    ])
}
