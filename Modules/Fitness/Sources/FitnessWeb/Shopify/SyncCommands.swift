import Console
import Fitness
import Kernel
import Ports

/// `atrium fitness sync`
func syncCommands(_ open: @escaping @Sendable () async throws -> ShopSyncService) -> [Command] {
  [
    Command(
      "fitness", "sync", summary: "Sync products with the shop",
      discussion: """
        Lists the shop and waits until it is done. Where a sync is under way, its process is left to
        it, and how far it is is shown.

          atrium fitness sync
        """
    ) { _ in
      let run = try await sync(try await open())
      if let error = run.error { throw CommandError.refused("sync_failed", error) }
      return .record([
        "id": .text("\(run.id)"), "status": .text(run.status.rawValue),
        "seen": .number(run.counts.seen), "created": .number(run.counts.created),
        "updated": .number(run.counts.updated), "removed": .number(run.counts.removed),
        "started_at": .text("\(run.startedAt)"),
        "finished_at": .optional(run.finishedAt.map { "\($0)" }),
      ])
    }
  ]
}

private func sync(_ syncs: ShopSyncService) async throws -> SyncRun {
  do {
    return try await syncs.runHere(by: .operatorConsole)
  } catch SyncRefusal.notConfigured {
    throw CommandError.refused("not_configured", "fitness.shopify.base_url names no shop")
  }
}
