import AdminResources

/// Items, as administrators look at them. Each filter and sort has an index of the whole table.
let itemResource = AdminResource(
  "items", "Item", plural: "Items", table: "example_items",
  fields: [
    AdminField("id", "Id", .uuid), .user("owner_id", "Owner"),
    AdminField("title", "Title", .text).personal,
    AdminField("version", "Version", .int),
    // Ids are made one after the other.
    AdminField("created_at", "Made", .instant).ordered(by: "id"),
    AdminField("reviewed_at", "Reviewed", .instant).nullable,
    AdminField("reminded_at", "Owner reminded", .instant).nullable,
  ],
  columns: ["owner_id", "title", "created_at", "reviewed_at"],
  filters: [.init("owner_id")], sort: .init("-created_at", fields: ["created_at"]))
