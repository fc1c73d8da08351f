import ContextKit
import Kernel
import Mail
import Observability
import PlatformSQL
import Storage

extension Assembly {
  /// Starts what the contexts do while the server runs, each in a task of its own.
  public func startBackground() -> [Task<Void, Never>] {
    (contexts.offers[BackgroundOffer.self] + sendingMails + [
      forgettingIdempotencyKeys, forgettingRates,
    ])
    .map { work in
      Task { await run(work) }
    }
  }

  private var sendingMails: [BackgroundWork] {
    mail.map { mail in [BackgroundWork("mail") { try await mail.run() }] } ?? []
  }

  /// Idempotency keys are kept for a day; once an hour the older ones go.
  private var forgettingIdempotencyKeys: BackgroundWork {
    BackgroundWork("idempotency keys") {
      while true {
        for store in stores.all {
          try await IdempotencyKeys.forgetExpired(in: store.database, at: clock.now())
        }
        try await Task.sleep(for: .seconds(3_600))
      }
    }
  }

  /// Buckets that are full are as good as none; once a minute they go.
  private var forgettingRates: BackgroundWork {
    BackgroundWork("rate limits") {
      while true {
        for store in stores.all where store.database.dialect == .postgres {
          let now = clock.now().milliseconds * 1_000
          try await RateLimitRows.forgetFull(in: store.database, at: now)
        }
        try await Task.sleep(for: .seconds(60))
      }
    }
  }

  private func run(_ work: BackgroundWork) async {
    while !Task.isCancelled {
      do {
        try await work.run()
        return
      } catch is CancellationError {
        return
      } catch {
        log.warning(
          "background work failed and begins again",
          ["work": .string(work.name), "reason": .string("\(error)")])
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }
}
