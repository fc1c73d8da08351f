import ContextKit
import Databases
import Kernel
import Mail
import Observability
import PlatformSQL
import Storage

extension Assembly {
  /// Starts what the contexts do while the server runs, each in a task of its own.
  public func startBackground() -> [Task<Void, Never>] {
    (contexts.offers[BackgroundOffer.self] + sendingMails + sweeps)
      .map { work in Task { [log] in await work.keepRunning(log) } }
  }

  private var sendingMails: [BackgroundWork] {
    mail.map { mail in [BackgroundWork("mail") { try await mail.run() }] } ?? []
  }

  private var sweeps: [BackgroundWork] {
    let (databases, clock) = (stores.all.map(\.database), clock)
    return PlatformSweep.all.map { sweep in
      BackgroundWork(sweep.name) { try await sweep.run(in: databases, clock: clock) }
    }
  }
}
