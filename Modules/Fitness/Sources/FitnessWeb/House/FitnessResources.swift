import AdminResources
import Fitness

/// What administrators look at of Fitness. The shop's syncs are declared with the shop.
let fitnessResources = [
  profileResource, recordResource, validationResource, walletResource, orderResource,
  productResource, achievementResource,
]

private let reviewers = AdminResource.Staff(readers: [FitnessRight.moderator.role])

private let profileResource = AdminResource(
  "profiles", "Profile", plural: "Profiles", table: "fitness_profiles",
  fields: [
    .user("user_id", "User"), AdminField("display_name", "Display name", .text).personal.nullable,
    AdminField("time_zone", "Time zone", .text), AdminField("daily_goal", "Goal", .int).nullable,
    .choice(
      "leaderboard_visibility", "On boards",
      [
        AdminValue("public", "Public"), AdminValue("anonymous", "Anonymous"),
        AdminValue("hidden", "Hidden", .warn),
      ]),
    .choice("trust", "Trust", [AdminValue("normal", "Normal"), AdminValue("low", "Low", .bad)]),
    AdminField("is_blocked", "Blocked", .bool),
    AdminField("total_counted", "Counted steps", .int),
    AdminField("version", "Version", .int), AdminField("created_at", "Made", .instant),
    AdminField("updated_at", "Changed", .instant),
    AdminField("deleted_at", "Deleted", .instant).nullable,
  ],
  columns: ["user_id", "leaderboard_visibility", "trust", "total_counted", "created_at"],
  filters: [.init("user_id")], sort: .init("-user_id", fields: ["user_id"]),
  staff: reviewers)

private let recordResource = AdminResource(
  "records", "Record", plural: "Records", table: "fitness_step_records",
  fields: [
    AdminField("id", "Id", .uuid), .user("user_id", "User"), AdminField("date", "Date", .text),
    AdminField("steps", "Steps", .int), AdminField("source", "Source", .text),
    AdminField("device_id", "Device", .text).personal.nullable,
    AdminField("is_manual", "Typed", .bool), AdminField("recording_method", "Method", .text),
    AdminField("start_time", "From", .instant).nullable,
    AdminField("end_time", "To", .instant).nullable, AdminField("time_zone", "Zone", .text),
    .choice(
      "verification", "Verification",
      [
        AdminValue("verified", "Verified", .good), AdminValue("pending", "Pending", .warn),
        AdminValue("rejected", "Rejected", .bad),
      ]),
    AdminField("flags", "Rules", .text), AdminField("reason", "Reason", .text).nullable,
    AdminField("superseded_by", "Superseded by", .uuid).nullable,
    // Ids are made one after the other.
    AdminField("created_at", "Uploaded", .instant).ordered(by: "id"),
  ],
  columns: ["user_id", "date", "steps", "source", "verification", "created_at"],
  sort: .init("-created_at", fields: ["created_at"]),
  staff: reviewers)

private let validationResource = AdminResource(
  "validations", "Review", plural: "Reviews", table: "fitness_step_validations",
  fields: [
    AdminField("id", "Id", .uuid), .ref("step_record_id", "Record", to: "fitness/records"),
    .user("user_id", "User"), AdminField("date", "Date", .text),
    AdminField("steps", "Steps", .int), AdminField("source", "Source", .text),
    .choice(
      "status", "Status",
      [
        AdminValue("pending", "Pending", .warn), AdminValue("approved", "Approved", .good),
        AdminValue("rejected", "Rejected", .bad), AdminValue("withdrawn", "Withdrawn"),
      ]),
    AdminField("anomaly_score", "Score", .int), AdminField("rules", "Rules", .text),
    AdminField("reason", "Reason", .text).nullable, .user("reviewer_id", "Reviewer").nullable,
    AdminField("reviewed_at", "Decided", .instant).nullable,
    AdminField("version", "Version", .int), AdminField("created_at", "Opened", .instant),
  ],
  columns: ["user_id", "date", "steps", "anomaly_score", "status", "created_at"],
  filters: [.init("status"), .init("user_id")],
  sort: .init("-created_at", fields: ["created_at"]), staff: reviewers)

private let walletResource = AdminResource(
  "wallets", "Wallet", plural: "Wallets", table: "fitness_wallets",
  fields: [
    AdminField("id", "Id", .uuid), .user("user_id", "User"),
    AdminField("available_coins", "Available", .int), AdminField("frozen_coins", "Held", .int),
    AdminField("lifetime_earned", "Earned", .int), AdminField("lifetime_spent", "Spent", .int),
    AdminField("debt_coins", "Owed", .int),
    AdminField("created_at", "Made", .instant), AdminField("updated_at", "Changed", .instant),
  ],
  columns: ["user_id", "available_coins", "frozen_coins", "debt_coins", "created_at"],
  filters: [.init("user_id")], sort: .init("-user_id", fields: ["user_id"]))
