import Console
import Kernel
import Ports
import RuntimeSettings

/// `atrium settings list|get|set|reset|history`
func settingCommands(
  _ open: @escaping @Sendable () async throws -> SettingCatalogue
) -> [Command] {
  let which: CommandOption = .argument("setting", help: "Context and key, such as ajo.reminders")
  return [
    Command(
      "settings", "list", summary: "List the settings that may be changed while servers run",
      options: [.value("context", "NAME", help: "Only those of this context")]
    ) { invocation in
      let found = try await open().list(of: invocation["context"], after: nil, limit: .max)
      return .list(
        found.map(record), columns: ["setting", "type", "value", "default", "updated_at"])
    },
    Command("settings", "get", summary: "Show a setting", options: [which]) { invocation in
      let name = try name(invocation)
      return .record(record(try await refusing(name) { try await open().setting(name) }))
    },
    Command(
      "settings", "set", summary: "Change a setting",
      discussion: "Texts and durations stand without quotation marks, what is JSON as JSON:\n"
        + "atrium settings set platform.realtime.history_age 12h",
      options: [which, .argument("value", help: "The new value")]
    ) { invocation in
      let name = try name(invocation)
      let text = try invocation.required("value")
      return .record(
        record(
          try await refusing(name) {
            try await open().change(name, to: .text(text), by: .operatorConsole)
          }))
    },
    Command(
      "settings", "reset", summary: "Put the default of a setting back", options: [which]
    ) { invocation in
      let name = try name(invocation)
      return .record(
        record(
          try await refusing(name) {
            try await open().change(name, to: .standard, by: .operatorConsole)
          }))
    },
    Command(
      "settings", "history", summary: "List the latest hundred changes of a setting",
      options: [which]
    ) { invocation in
      let name = try name(invocation)
      let found = try await refusing(name) {
        try await open().history(of: name, before: nil, limit: 100)
      }
      return .list(found.map(change), columns: ["version", "value", "updated_at", "updated_by"])
    },
  ]
}

private func name(_ invocation: Invocation) throws -> SettingName {
  guard let name = SettingName(try invocation.required("setting")) else {
    throw CommandError.usage("a setting is named by its context and key, such as ajo.reminders")
  }
  return name
}

private func refusing<Value: Sendable>(
  _ name: SettingName, _ body: () async throws -> Value
) async throws -> Value {
  do {
    return try await body()
  } catch is NotFound {
    throw CommandError.refused(
      "not_found", "there is no setting \(name); see atrium settings list")
  } catch let problem as Problem {
    let words = problem.fields.map(\.message).joined(separator: " ")
    throw CommandError.refused(problem.kind.code, words.isEmpty ? problem.kind.title : words)
  }
}

private func record(_ setting: SettingState) -> Record {
  [
    "setting": .text("\(setting.name)"), "type": .text(setting.declaration.kind.rawValue),
    "value": .text(setting.valueJSON), "default": .text(setting.declaration.defaultJSON),
    "description": .text(setting.declaration.documentation),
    "version": .number(setting.version),
    "updated_at": .optional(setting.stored.map { "\($0.updatedAt)" }),
    "updated_by": .optional(setting.stored?.updatedBy.map { "\($0)" }),
  ]
}

private func change(_ setting: SettingState) -> Record {
  [
    "version": .number(setting.version), "value": .text(setting.valueJSON),
    "is_default": .bool(setting.stored?.json == nil),
    "updated_at": .optional(setting.stored.map { "\($0.updatedAt)" }),
    "updated_by": .optional(setting.stored?.updatedBy.map { "\($0)" }),
  ]
}
