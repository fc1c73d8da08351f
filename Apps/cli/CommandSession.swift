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
  private let isForPrograms: Bool
  private let opened = Mutex<Assembly?>(nil)
  private let hasTold = Atomic(false)

  init(file: String?, isForPrograms: Bool) {
    self.file = file
    self.isForPrograms = isForPrograms
  }

  /// The configuration.
  /// - Throws: `CommandError` with exit code 78 that names every mistake.
  func configuration() throws -> Configuration {
    do {
      let configuration = try Settings.load(file: file)
      tellOfServiceLinks(configuration)
      return configuration
    } catch {
      throw CommandError(
        exitCode: ExitCode.configuration, code: "configuration", message: "\(error)")
    }
  }

  /// Once, and to people: programs that read JSON find it among the advice of `config check`.
  private func tellOfServiceLinks(_ configuration: Configuration) {
    guard !isForPrograms, !hasTold.exchange(true, ordering: .relaxed),
      let note = Configuration.note(ofServiceLinks: configuration.serviceLinks)
    else { return }
    try? StandardStream.error.write("atrium: \(note)\n")
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
