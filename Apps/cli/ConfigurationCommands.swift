import Composition
import Configuration
import Console
import Kernel

/// `atrium config check`
func checkConfigurationCommand(_ session: CommandSession) -> Command {
  Command(
    "config", "check", summary: "Check the configuration and name every mistake",
    discussion: """
      Ends with exit code 78 if there is one. What a server refuses is refused, as far as it does
      not depend on what is in the databases: they are neither opened nor changed.
      """
  ) { _ in
    let configuration = try session.configuration()
    try await rehearse(configuration)
    let (count, advice) = (configuration.entries.count, configuration.advice)
    return .record(
      [
        "valid": true, "settings": .number(Int64(count)),
        "advice": .list(advice.map { .text($0) }),
      ],
      asText: (["The configuration is in order: \(count) settings."] + advice)
        .joined(separator: "\n"))
  }
}

/// Finds what shows only when everything is put together.
private func rehearse(_ configuration: Configuration) async throws {
  do {
    try await Assembly.rehearse(configuration)
  } catch let error as any Unavailability {
    throw error
  } catch {
    throw CommandError(
      exitCode: ExitCode.configuration, code: "configuration", message: "\(error)")
  }
}

/// `atrium config show`
func showConfigurationCommand(_ session: CommandSession) -> Command {
  Command(
    "config", "show", summary: "Show every setting with its value and where the value comes from",
    discussion: "Secrets are never shown."
  ) { _ in
    let records = try session.configuration().entries.map { entry -> Record in
      [
        "key": .text(entry.key.description), "value": .text(entry.value),
        "origin": .text(entry.origin.description),
        "variable": .text(entry.key.variable),
        "documentation": .text(entry.setting.documentation),
      ]
    }
    return .list(records, columns: ["key", "value", "origin"])
  }
}
