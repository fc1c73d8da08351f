import AdminResources

/// Runs of the sync, as administrators look at them.
let syncRunResource = AdminResource(
  "sync_runs", "Sync run", plural: "Sync runs", table: "fitness_shopify_runs",
  fields: [
    AdminField("id", "Id", .uuid),
    .choice(
      "status", "Status",
      [
        AdminValue("running", "Running"), AdminValue("succeeded", "Succeeded", .good),
        AdminValue("failed", "Failed", .bad),
      ]),
    AdminField("seen", "Variants listed", .int), AdminField("created", "Made", .int),
    AdminField("updated", "Changed", .int), AdminField("removed", "Removed", .int),
    AdminField("error", "Error", .longText).nullable,
    AdminField("attempt", "Begun", .int),
    // Ids are made one after the other.
    AdminField("started_at", "Started", .instant).ordered(by: "id"),
    AdminField("finished_at", "Finished", .instant).nullable,
  ],
  columns: ["status", "seen", "created", "updated", "removed", "started_at", "finished_at"],
  sort: .init("-started_at", fields: ["started_at"]))
