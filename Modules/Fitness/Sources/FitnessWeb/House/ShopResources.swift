import AdminResources
import Fitness

let merchants = AdminResource.Staff(readers: [FitnessRight.merchant.role])

let orderResource = AdminResource(
  "orders", "Order", plural: "Orders", table: "fitness_orders",
  fields: [
    AdminField("id", "Id", .uuid), AdminField("order_code", "Code", .text),
    .user("user_id", "User").nullable,
    .choice(
      "status", "Status",
      [
        AdminValue("pending", "Pending", .warn), AdminValue("confirmed", "Confirmed"),
        AdminValue("processing", "Processing"), AdminValue("shipped", "Shipped"),
        AdminValue("delivered", "Delivered", .good), AdminValue("cancelled", "Cancelled", .bad),
        AdminValue("refunded", "Refunded", .bad),
      ]),
    AdminField("total_coins", "Coins", .int), AdminField("refunded_coins", "Refunded", .int),
    AdminField("shipping_address", "Address", .longText).personal.nullable,
    AdminField("tracking_number", "Tracking number", .text).nullable,
    AdminField("carrier", "Carrier", .text).nullable,
    AdminField("reason", "Reason", .text).nullable, AdminField("version", "Version", .int),
    AdminField("created_at", "Ordered", .instant),
    AdminField("shipped_at", "Shipped", .instant).nullable,
    AdminField("delivered_at", "Delivered", .instant).nullable,
  ],
  columns: ["order_code", "user_id", "status", "total_coins", "created_at"],
  filters: [.init("status"), .init("user_id")],
  sort: .init("-created_at", fields: ["created_at"]), staff: merchants)

let productResource = AdminResource(
  "products", "Product", plural: "Products", table: "fitness_reward_products",
  fields: [
    AdminField("id", "Id", .uuid), AdminField("name", "Name", .text),
    AdminField("description", "Description", .longText).nullable,
    AdminField("category", "Category", .text).nullable,
    AdminField("coin_price", "Price in coins", .int),
    AdminField("price_pinned", "Price set by hand", .bool),
    AdminField("stock_quantity", "Stock", .int).nullable,
    AdminField("requires_shipping", "Shipped", .bool),
    AdminField("is_active", "On sale", .bool),
    AdminField("shopify_variant_id", "Variant", .text).nullable,
    .choice(
      "sync_status", "Shop",
      [
        AdminValue("local", "Local"), AdminValue("new", "New", .warn),
        AdminValue("synced", "Synced", .good), AdminValue("removed", "Removed", .bad),
      ]),
    AdminField("version", "Version", .int),
    // Ids are made one after the other.
    AdminField("created_at", "Made", .instant).ordered(by: "id"),
    AdminField("updated_at", "Changed", .instant),
    AdminField("deleted_at", "Deleted", .instant).nullable,
  ],
  columns: ["name", "coin_price", "stock_quantity", "is_active", "sync_status", "created_at"],
  sort: .init("-created_at", fields: ["created_at"]), staff: merchants)

let achievementResource = AdminResource(
  "achievements", "Achievement", plural: "Achievements", table: "fitness_achievements",
  fields: [
    AdminField("id", "Id", .uuid), AdminField("code", "Code", .text),
    AdminField("name", "Name", .text), AdminField("description", "Description", .longText),
    AdminField("unlock_criteria", "Criteria", .text), AdminField("coin_reward", "Coins", .int),
    AdminField("display_order", "Order", .int), AdminField("is_active", "Active", .bool),
    AdminField("version", "Version", .int), AdminField("created_at", "Made", .instant),
    AdminField("updated_at", "Changed", .instant),
  ],
  columns: ["display_order", "code", "name", "coin_reward", "is_active"],
  sort: .init("display_order", fields: ["display_order", "code"]))
