import ContextKit
import Fitness
import Kernel
import Router

/// Runs of the sync with the shop: who may call what.
func syncRoutes(_ syncs: ShopSyncService) -> [Route] {
  [
    .post(
      "/products/sync", permission: .keepShop, summary: "Sync products with the shop",
      status: 202, refusals: [SyncRefusal.self],
      answer: { (run: SyncRun) in Reply.accepted(SyncRunBody(run)) }
    ) { (caller, _: NoInput, once) in
      try await syncs.start(by: caller.actor, once: once)
    },
    .get(
      "/products/sync", permission: .readShop,
      summary: "List syncs with the shop, newest first"
    ) { (_, query: SyncRunsQuery) in
      let found = try await syncs.runs(before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { SyncRunBody($0) }
    },
    .get(
      "/products/sync/{id}", permission: .readShop, summary: "Show a sync with the shop",
      refusals: [SyncRefusal.self]
    ) { (_, input: RecordPath<SyncRun>) in
      SyncRunBody(try await syncs.run(input.id))
    },
  ]
}

/// The query of `GET /products/sync`.
struct SyncRunsQuery: RequestInput {
  let page: PageRequest<SyncRun, SyncRun.ID>

  init(from fields: inout RequestFields) {
    page = fields.page("fitness.syncs", by: \.id)
  }
}

/// A run on the wire.
struct SyncRunBody: ResponseBody {
  let run: SyncRun

  init(_ run: SyncRun) { self.run = run }

  static let shape = Shape<SyncRunBody>(
    "FitnessSync",
    .id("id") { $0.run.id },
    .enumeration("status") { $0.run.status },
    .integer("seen") { $0.run.counts.seen }.described("Variants that the shop listed."),
    .integer("created") { $0.run.counts.created },
    .integer("updated") { $0.run.counts.updated },
    .integer("removed") { $0.run.counts.removed },
    .optionalString("error") { $0.run.error },
    .instant("started_at") { $0.run.startedAt },
    .optionalInstant("finished_at") { $0.run.finishedAt })
}
