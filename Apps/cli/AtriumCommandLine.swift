import Composition
import Configuration
import Console
import Kernel
import Storage

/// `atrium`: the operator's command line.
enum AtriumCommandLine {
  /// Runs the command that the arguments ask for, and prints what it answers.
  /// - Returns: the process's exit code.
  static func run(_ arguments: [String]) async -> Int32 {
    let session = CommandSession(file: configurationFile(arguments))
    let program = CommandLineProgram(
      name: "atrium", summary: "run Atrium from the command line", version: Assembly.version,
      commands: session.contextCommands + [
        verifyLedgerCommand(session), demoSeedCommand(session), backupCommand(session),
        restoreCommand(session), checkConfigurationCommand(session),
        showConfigurationCommand(session),
      ],
      globalOptions: [
        .value("config", "FILE", help: "Read this file instead of atrium.toml")
      ])
    let outcome = await program.run(arguments, width: Terminal.columns)
    if !outcome.output.isEmpty { StandardStream.output.write(outcome.output + "\n") }
    if !outcome.error.isEmpty { StandardStream.error.write(outcome.error + "\n") }
    await session.close()
    return outcome.exitCode
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
