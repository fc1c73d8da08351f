import Backup
import Composition
import Configuration
import Console
import ContextKit
import Kernel

/// `atrium`: the operator's command line.
enum AtriumCommandLine {
  /// Runs the command that the arguments ask for, and prints what it answers.
  /// - Returns: the process's exit code; 70 when the answer of what was done is lost.
  static func run(_ arguments: [String]) async -> Int32 {
    do {
      // Some answers are shown only once, such as a password that is made up.
      try StandardStream.output.check()
    } catch {
      try? StandardStream.error.write(
        "atrium: nothing was done, as its answer could not be written: \(error)\n")
      return ExitCode.failure
    }
    let session = CommandSession(
      file: configurationFile(arguments), isForPrograms: arguments.contains("--json"))
    let program = CommandLineProgram(
      name: "atrium", summary: "run Atrium from the command line", version: Release.version,
      commands: session.contextCommands
        + ledgerCommands(session) + [demoSeedCommand(session)]
        + backup(session).commands
        + [checkConfigurationCommand(session), showConfigurationCommand(session)],
      globalOptions: [
        .value("config", "FILE", help: "Read this file instead of atrium.toml")
      ])
    let outcome = await program.run(arguments, width: Terminal.columns)
    let exitCode = show(outcome)
    await session.close()
    return exitCode
  }

  private static func backup(_ session: CommandSession) -> BackupCommand {
    BackupCommand(
      release: Release.version, environment: Configuration.processEnvironment()
    ) {
      let configuration = try session.configuration()
      return configuration.chosenContexts.map {
        BackupContext(
          name: $0.name, url: configuration.storageURL(of: $0.name), migrations: $0.migrations,
          units: $0.units(in: configuration), overdrafts: $0.overdrafts)
      }
    }
  }

  /// Prints what a command answers. Some of it is shown only once, such as a password that was made
  /// up: who did not get to see it must not take the command for done.
  private static func show(_ outcome: CommandLineProgram.Outcome) -> Int32 {
    // What cannot be written here cannot be told anywhere else.
    if !outcome.error.isEmpty { try? StandardStream.error.write(outcome.error + "\n") }
    do {
      if !outcome.output.isEmpty { try StandardStream.output.write(outcome.output + "\n") }
      return outcome.exitCode
    } catch {
      try? StandardStream.error.write(
        "atrium: the command ran, but its answer could not be written: \(error)\n")
      return outcome.exitCode == ExitCode.done ? ExitCode.failure : outcome.exitCode
    }
  }

  /// The value of `--config`, which is needed before the command is known.
  private static func configurationFile(_ arguments: [String]) -> String? {
    for (index, word) in arguments.enumerated() {
      if word == "--config" { return arguments.dropFirst(index + 1).first }
      if word.hasPrefix("--config=") { return String(word.dropFirst("--config=".count)) }
    }
    return nil
  }
}
