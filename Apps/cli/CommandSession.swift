import Composition
import Configuration
import Console
import ContextKit
import Databases
import EventLoop
import Kernel
import Synchronization

/// What the commands of one run share: the configuration, and the assembly once one asked for it.
final class CommandSession: Sendable {
  private let file: String?
  private let opened = Mutex<Assembly?>(nil)

  init(file: String?) {
    self.file = file
  }

  /// The configuration.
  /// - Throws: `CommandError` with exit code 78 that names every mistake.
  func configuration() throws -> Configuration {
    do {
      return try Settings.load(file: file)
    } catch {
      throw CommandError(
        exitCode: ExitCode.configuration, code: "configuration", message: "\(error)")
    }
  }

  /// The assembly, its databases opened and checked the first time.
  /// - Throws: `CommandError` with exit code 69 or 78.
  func assembly() async throws -> Assembly {
    if let assembly = opened.withLock({ $0 }) { return assembly }
    let configuration = try configuration()
    do {
      let assembly = try await Assembly.assemble(
        configuration, role: .tool, group: EventLoopGroup(count: 1),
        log: Settings.logger(configuration))
      opened.withLock { $0 = assembly }
      return assembly
    } catch let error as any Unavailability {
      throw CommandError(
        exitCode: ExitCode.unavailable, code: "unavailable", message: "\(error)")
    } catch let error as SchemaNotCurrent {
      throw CommandError(
        exitCode: ExitCode.configuration, code: "schema_not_current", message: "\(error)")
    }
  }

  /// The commands of every context.
  var contextCommands: [Command] {
    ([platform] + contexts).flatMap { commands(of: $0) }
  }

  private func commands<Plugin: ContextPlugin>(of context: Plugin.Type) -> [Command] {
    context.commands {
      if let context = try await self.assembly().contexts.context(Plugin.self) { return context }
      throw CommandError.refused(
        "not_configured", "the context \(Plugin.name) is not among the configured contexts")
    }
  }

  /// Lets go of the databases.
  func close() async {
    await opened.withLock({ $0 })?.stores.close()
  }
}
